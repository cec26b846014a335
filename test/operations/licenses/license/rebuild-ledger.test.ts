import { describe, expect, test } from 'vitest';
import { isRebuilt } from '../../../../src/operations/licenses/license/gate.ts';
import { rebuildLedger } from '../../../../src/operations/licenses/license/rebuild-ledger.ts';
import { aWorld } from '../../../support/a-world.ts';
import { MARK, markedFor } from '../../../support/remoteid.ts';
import { opened, targetFor } from '../../../support/service.ts';

const lists = (requests: readonly string[]) => requests.filter(each => each === 'list').length;

describe('a ledger is made whole from the vendor’s list', () => {
  test('with the licenses that carry our mark, and the released ones', async () => {
    const { ctx, order, sold } = aWorld();
    const target = await targetFor(ctx, order());
    const { id } = sold({ remoteid: markedFor('900'), ip: '192.0.2.9' });
    const released = sold({ remoteid: `${MARK}-free-901` });
    sold({ remoteid: '' });
    sold({ remoteid: 'somebody-else' });
    sold({ remoteid: '903' });
    sold({ remoteid: 'released-904' });
    sold({ remoteid: 'zzzzz-905-ab2c' });
    sold({ remoteid: markedFor('902'), status: 'deleted' });
    expect(await rebuildLedger(ctx, target)).toBe(true);
    const rows = await ctx.journal.licenses({});
    expect(rows.map(each => [each.licenseId, each.item, each.state]).sort()).toEqual([
      [id, '900', 'live'],
      [released.id, null, 'released'],
    ]);
    // nothing but a number has tied it to its service, and BILLmanager was told nothing
    expect(rows.filter(({ item }) => item === '900')).toMatchObject([{ status: '' }]);
    expect(rows.every(isRebuilt)).toBe(true);
  });

  test('with what was reused since, in a state file that was put back', async () => {
    const { ctx, order, sold } = aWorld();
    const target = await targetFor(ctx, order());
    const license = sold({ remoteid: `${MARK}-free-901` });
    await rebuildLedger(ctx, target);
    license.remoteid = markedFor('902');
    await ctx.journal.changeInstallation({ catchingUp: 'put_back' });
    await rebuildLedger(ctx, target);
    expect(await ctx.journal.licenses({})).toMatchObject([
      { licenseId: license.id, item: '902', state: 'live', source: 'list' },
    ]);
  });

  test('of several licenses that carry one remoteid with the one that the service names', async () => {
    const { ctx, order, sold } = aWorld();
    const service = order();
    const remoteid = markedFor(service.id);
    const [named] = [sold({ remoteid }), sold({ remoteid })];
    service.params.set('license_id', named.id);
    await rebuildLedger(ctx, await targetFor(ctx, service));
    expect(await ctx.journal.licenses({})).toMatchObject([
      { licenseId: named.id, item: service.id, state: 'live' },
    ]);
  });

  test('with a bare number only where the service names the license', async () => {
    const { ctx, order, sold } = aWorld();
    const [named, other] = [order(), order()];
    const { id } = sold({ remoteid: named.id, ip: '192.0.2.9' });
    sold({ remoteid: other.id });
    named.params.set('license_id', id);
    await rebuildLedger(ctx, await targetFor(ctx, other));
    expect(await ctx.journal.licenses({})).toMatchObject([
      { licenseId: id, item: named.id, source: 'service', tariff: '10', remoteid: '' },
    ]);
  });

  test('once in the life of a state file', async () => {
    const { ctx, order, script } = aWorld();
    const target = await targetFor(ctx, order());
    await rebuildLedger(ctx, target);
    const walked = lists(script.requests);
    expect(walked).toBeGreaterThan(0);
    expect(await rebuildLedger(ctx, target)).toBe(true);
    expect(lists(script.requests)).toBe(walked);
  });

  test('with the latest of two that carry the same number', async () => {
    const { ctx, order, sold } = aWorld();
    const target = await targetFor(ctx, order());
    sold({ remoteid: markedFor('900') });
    const { id } = sold({ remoteid: markedFor('900') });
    await rebuildLedger(ctx, target);
    expect(await ctx.journal.licenses({})).toMatchObject([{ licenseId: id }]);
  });

  test('with the one that the service names, of two that carry its number', async () => {
    const { ctx, order, sold } = aWorld();
    const service = order();
    const { id } = sold({ remoteid: markedFor(service.id) });
    sold({ remoteid: markedFor(service.id) });
    service.params.set('license_id', id);
    await rebuildLedger(ctx, await targetFor(ctx, order()));
    expect(await ctx.journal.licenses({})).toMatchObject([{ licenseId: id, item: service.id }]);
  });

  test('without taking from a service the license that it has', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    world.sold({ remoteid: markedFor(service.id) });
    const target = await targetFor(world.ctx, service);
    const other = { ...target, account: 'other.example/billmgr reseller' };
    await rebuildLedger(world.ctx, other);
    expect(await world.ctx.journal.licenseOf(service.id)).toMatchObject({ licenseId: license.id });
  });

  test('moving the rows of an account whose address has changed', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    const target = await targetFor(world.ctx, service);
    const account = 'new.example/billmgr reseller';
    await rebuildLedger(world.ctx, { ...target, account });
    expect(await world.ctx.journal.licenseOf(service.id)).toMatchObject({
      licenseId: license.id,
      account,
      tariff: '10',
    });
  });

  test('never where there are no remoteids', async () => {
    const { ctx, vendor, order, sold } = aWorld();
    vendor.abilities = { ...vendor.abilities, remoteid: false };
    sold({ remoteid: markedFor('900') });
    expect(await rebuildLedger(ctx, await targetFor(ctx, order()))).toBe(false);
    expect(await ctx.journal.licenses({})).toEqual([]);
  });

  test('asking singly for remoteids that the list leaves out', async () => {
    const { ctx, vendor, order, sold, lies } = aWorld();
    const { id } = sold({ remoteid: markedFor('900') });
    lies.vendor.listPage = async (itemtype, page, rows) => ({
      rows: vendor
        .page(itemtype, page, rows)
        .map(row => ({ ...row, remoteid: '', remoteidUnknown: true as const })),
      told: null,
    });
    await rebuildLedger(ctx, await targetFor(ctx, order()));
    expect(await ctx.journal.licenses({})).toMatchObject([{ licenseId: id, item: '900' }]);
  });
});
