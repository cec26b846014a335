import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import { confirmTariff } from '../../../../src/operations/licenses/license/confirm-tariff.ts';
import { aWorld } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

describe('a change of tariff that the vendor has answered', () => {
  const changed = async () => {
    const world = aWorld();
    const { id } = world.sold({ pricelist: '3541' });
    return { ...world, id, target: await targetFor(world.ctx, world.order()) };
  };

  test('is believed when the license has the tariff', async () => {
    const { target, id } = await changed();
    await confirmTariff(target, id, '3541');
  });

  test('is not believed when it has another one', async () => {
    const { target, id } = await changed();
    await expect(confirmTariff(target, id, '4601')).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
    });
  });

  test('is of unknown outcome when the license cannot be read, whatever kind the fault is', async () => {
    const { ctx, target, id, lies } = await changed();
    lies.vendor.read = async () => {
      throw new Fault('upstream_unreachable');
    };
    const lying = await targetFor(ctx, { id: target.item });
    await expect(confirmTariff(lying, id, '3541')).rejects.toMatchObject({
      type: 'upstream_answer_lost',
      kind: 'unknown',
    });
  });
});
