import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import { confirmOrder } from '../../../../src/operations/licenses/acquire/confirm-order.ts';
import { aWorld } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

const WANTED = { ip: '192.0.2.7' };

describe('the license that an order was answered with', () => {
  test('is ours when its own form names our service', async () => {
    const { ctx, order, sold } = aWorld();
    const service = order();
    const { id } = sold({ remoteid: service.id, ip: '198.51.100.1' });
    expect(await confirmOrder(await targetFor(ctx, service), id, WANTED)).toMatchObject({ id });
  });

  test.each([
    ['999', WANTED.ip],
    ['', '198.51.100.1'],
  ])('is not with remoteid "%s" on %s: the outcome stays unknown', async (remoteid, ip) => {
    const { ctx, order, sold } = aWorld();
    const { id } = sold({ remoteid, ip });
    const target = await targetFor(ctx, order());
    await expect(confirmOrder(target, id, WANTED)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
    });
  });

  test('is ours on our address where the vendor keeps no remoteid', async () => {
    const { ctx, order, sold } = aWorld();
    const { id } = sold({ remoteid: '', ip: WANTED.ip });
    expect((await confirmOrder(await targetFor(ctx, order()), id, WANTED)).id).toBe(id);
  });

  test('is not when the vendor knows no such license', async () => {
    const { ctx, order } = aWorld();
    const target = await targetFor(ctx, order());
    await expect(confirmOrder(target, '777', WANTED)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
    });
  });

  test('that cannot be read now leaves the outcome unknown, whatever kind the fault is', async () => {
    const { ctx, lies, order } = aWorld();
    const target = await targetFor(ctx, order());
    lies.vendor.read = async () => {
      throw new Fault('upstream_access');
    };
    const lying = await targetFor(ctx, { id: target.item });
    await expect(confirmOrder(lying, '101', WANTED)).rejects.toMatchObject({
      type: 'upstream_answer_lost',
      kind: 'unknown',
    });
  });

  test.each([
    ['192.0.2.7', true],
    ['', true],
    ['198.51.100.1', false],
  ])('is judged by its address %s where remoteids are not told: %s', async (ip, isOurs) => {
    const { ctx, vendor, order, sold } = aWorld();
    vendor.abilities = { ...vendor.abilities, remoteid: false };
    const { id } = sold({ ip });
    const confirmed = confirmOrder(await targetFor(ctx, order()), id, WANTED);
    if (isOurs) expect((await confirmed).id).toBe(id);
    else await expect(confirmed).rejects.toMatchObject({ type: 'upstream_answer_bad' });
  });
});
