import { describe, expect, test } from 'vitest';
import { listedLicenses } from '../../../../src/operations/licenses/license/listed-licenses.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { MARK, markedFor } from '../../../support/remoteid.ts';
import { targetFor } from '../../../support/service.ts';

/** What a list tells of the licenses that this world's vendor has sold. */
async function listed(world: ReturnType<typeof aWorld>) {
  const { ctx, order } = world;
  const target = await targetFor(ctx, order());
  const { rows } = await target.vendor.listPage('soft', 1, 100);
  const found = await listedLicenses(ctx, target, rows);
  return found.map(({ licenseId, item, module, state, source }) => ({
    licenseId,
    item,
    module,
    state,
    source,
  }));
}

describe('of a vendor’s list', () => {
  test('our mark tells whose a license is; of two the service’s own word, else the later', async () => {
    const world = aWorld();
    const service = world.order();
    const first = world.sold({ remoteid: markedFor(service.id) });
    const second = world.sold({ remoteid: markedFor(service.id) });
    expect(await listed(world)).toMatchObject([{ licenseId: second.id, item: service.id }]);
    service.params.set('license_id', first.id);
    expect(await listed(world)).toMatchObject([{ licenseId: first.id, source: 'list' }]);
  });

  test('each released one is free', async () => {
    const world = aWorld();
    for (const item of ['900', '900', '901']) world.sold({ remoteid: `${MARK}-free-${item}` });
    world.sold({ remoteid: 'zzzzz-free-902' });
    const found = await listed(world);
    expect(found.map(({ item, state }) => [item, state])).toEqual(
      Array.from({ length: 3 }, () => [null, 'released']),
    );
  });

  test('a license of a former service of the number is not this one’s', async () => {
    const world = aWorld();
    const service = world.order({ createdate: day('2027-03-05') });
    world.sold({ remoteid: `${MARK}-${service.id}-ab2c`, createdate: day('2026-03-05') });
    expect(await listed(world)).toEqual([]);
  });

  test('a service has its license from the account that its module buys at', async () => {
    const world = aWorld();
    const service = world.order({ processingmodule: '99' });
    world.sold({ remoteid: markedFor(service.id) });
    expect(await listed(world)).toEqual([]);
  });

  test('a bare number is ours where the service names the license', async () => {
    const world = aWorld();
    const [named, other] = [world.order(), world.order()];
    const { id } = world.sold({ remoteid: named.id });
    world.sold({ remoteid: other.id });
    named.params.set('license_id', id);
    expect(await listed(world)).toMatchObject([
      { licenseId: id, item: named.id, source: 'service' },
    ]);
  });

  test('nothing is asked of BILLmanager where no row names a service', async () => {
    const world = aWorld();
    const target = await targetFor(world.ctx, world.order());
    world.sold({ remoteid: '' });
    world.sold({ remoteid: 'somebody-else' });
    const { rows } = await target.vendor.listPage('soft', 1, 100);
    world.script.calls.length = 0;
    expect(await listedLicenses(world.ctx, target, rows)).toEqual([]);
    expect(world.script.calls).toEqual([]);
  });
});
