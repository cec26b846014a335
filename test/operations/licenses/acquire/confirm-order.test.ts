import { describe, expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import { confirmOrder } from '../../../../src/operations/licenses/acquire/confirm-order.ts';
import { orderedRow } from '../../../../src/operations/licenses/acquire/order.ts';
import { keepsRemoteId } from '../../../../src/operations/licenses/license/remoteid-kept.ts';
import { aWorld } from '../../../support/a-world.ts';
import { openingFor } from '../../../support/service.ts';

const WANTED = { ip: '192.0.2.7', licname: 'shop', parentItem: '', remoteid: '' };

describe('the license that an order was answered with', () => {
  test('is ours when its own form names our service', async () => {
    const { ctx, order, sold } = aWorld();
    const service = order();
    const { id } = sold({ remoteid: service.id, ip: '198.51.100.1' });
    const ordered = { ...WANTED, remoteid: service.id };
    expect(await confirmOrder(ctx, await openingFor(ctx, service), id, ordered)).toMatchObject({
      id,
    });
  });

  test.each([
    ['999', '192.0.2.7'],
    ['', '198.51.100.1'],
  ])('is not with remoteid "%s" at %s: the outcome stays unknown', async (remoteid, ip) => {
    const { ctx, order, sold } = aWorld();
    const { id } = sold({ remoteid, ip, licname: 'theirs' });
    const target = await openingFor(ctx, order());
    const ordered = { ...WANTED, remoteid: target.item };
    await expect(confirmOrder(ctx, target, id, ordered)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
    });
    expect(await keepsRemoteId(ctx, target)).toBe(true);
  });

  test.each(['', 'abcde-'])(
    'is ours with no more of its remoteid than "%s": that is told once',
    async told => {
      const { ctx, billmanager, order, sold, log } = aWorld();
      const target = await openingFor(ctx, order());
      const ordered = { ...WANTED, remoteid: 'abcde-117-x2y3' };
      for (const turn of [1, 2]) {
        const { id } = sold({ remoteid: told, ip: WANTED.ip, licname: 'shop' });
        expect(await confirmOrder(ctx, target, id, ordered), String(turn)).toMatchObject({ id });
      }
      expect(await keepsRemoteId(ctx, target)).toBe(false);
      expect([...billmanager.problems]).toEqual(['cpbillmgr_remoteid_not_kept 7']);
      expect(log.filter(each => each.includes('does not keep'))).toHaveLength(1);
    },
  );

  test('is not one that the journal has known before, with no remoteid', async () => {
    const { ctx, order, sold } = aWorld();
    const target = await openingFor(ctx, order());
    const license = sold({ remoteid: '', ip: WANTED.ip, licname: 'shop' });
    await ctx.journal.write([
      { put: orderedRow({ ...target, item: '8' }, { id: license.id, remoteid: '' }) },
    ]);
    const ordered = { ...WANTED, remoteid: target.item };
    await expect(confirmOrder(ctx, target, license.id, ordered)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
    });
  });

  test('is not when the vendor knows no such license', async () => {
    const { ctx, order } = aWorld();
    const target = await openingFor(ctx, order());
    await expect(confirmOrder(ctx, target, '777', WANTED)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
    });
  });

  test('that cannot be read now leaves the outcome unknown, whatever kind the fault is', async () => {
    const { ctx, lies, order } = aWorld();
    const target = await openingFor(ctx, order());
    lies.vendor.read = async () => {
      throw new Fault('upstream_access');
    };
    const lying = await openingFor(ctx, { id: target.item });
    await expect(confirmOrder(ctx, lying, '101', WANTED)).rejects.toMatchObject({
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
    const confirmed = confirmOrder(ctx, await openingFor(ctx, order()), id, WANTED);
    if (isOurs) expect((await confirmed).id).toBe(id);
    else await expect(confirmed).rejects.toMatchObject({ type: 'upstream_answer_bad' });
  });
});
