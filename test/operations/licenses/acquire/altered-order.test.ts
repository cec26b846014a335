import { describe, expect, test } from 'vitest';
import { ledgerRow } from '../../../../src/operations/engine/ledger-row.ts';
import { alteredOrder } from '../../../../src/operations/licenses/acquire/altered-order.ts';
import { orderMarks } from '../../../../src/operations/licenses/acquire/lost-order.ts';
import { keepsRemoteId } from '../../../../src/operations/licenses/license/remoteid-kept.ts';
import { wholeList } from '../../../../src/vendor/list-proof.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { markedFor } from '../../../support/remoteid.ts';
import { targetFor } from '../../../support/service.ts';
import type { Sold } from '../../../support/sold.ts';

/** An order that was sent just now, and one license at the vendor. */
async function ordered(...licenses: readonly Partial<Sold>[]) {
  const world = aWorld();
  const { ctx } = world;
  const service = world.order();
  const remoteid = `${markedFor(service.id)}-ab2c`;
  const same = { pricelist: '3541', ip: '192.0.2.7', licname: 'shop' };
  const sold = licenses.map(facts => world.sold({ ...same, ...facts }));
  const target = await targetFor(ctx, service);
  const sent = { ...ctx.clock.boot(), at: ctx.clock.now() };
  const order = orderMarks({ ...same, remoteid }, '', { answered: '', sent });
  const look = async (marks = order) => {
    const { rows } = await wholeList(target.vendor, 'soft', { known: [] });
    return alteredOrder(ctx, target, marks, rows);
  };
  return { ...world, target, sold, remoteid, order, look };
}

describe('an order that lost its remoteid', () => {
  test('is known by address, name, tariff and age, and by nobody’s having heard of it', async () => {
    const { ctx, target, sold, look } = await ordered({ remoteid: '' });
    expect(await look()).toMatchObject({ id: sold[0]?.id });
    // one license without a remoteid says little of the account
    expect(await keepsRemoteId(ctx, target)).toBe(true);
  });

  test('and by what is left of it, which shows that the account keeps none', async () => {
    const { ctx, target, sold, remoteid, look } = await ordered({ remoteid: '' });
    Object.assign(sold[0] ?? {}, { remoteid: remoteid.slice(0, 8) });
    expect(await look()).toMatchObject({ id: sold[0]?.id });
    expect(await keepsRemoteId(ctx, target)).toBe(false);
  });

  test.each([
    { remoteid: 'of another billing' },
    { remoteid: '', ip: '192.0.2.8' },
    { remoteid: '', licname: 'other' },
    { remoteid: '', pricelist: '4601' },
    { remoteid: '', status: 'deleted' as const },
    { remoteid: '', createdate: day('2027-03-08') },
  ])('is not a license that is %j', async facts => {
    const { look } = await ordered(facts);
    expect(await look()).toBeNull();
  });

  test('nor one that the journal knows, nor anything where nothing was sent', async () => {
    const { ctx, sold, target, order, look } = await ordered({ remoteid: '' });
    expect(await look({ ...order, sent: null })).toBeNull();
    const owner = { ...target, item: '999', licenseId: sold[0]?.id ?? '' };
    await ctx.journal.write([{ put: ledgerRow(owner, {}) }]);
    expect(await look()).toBeNull();
  });

  test('is a person’s to tell where there are two', async () => {
    const { look } = await ordered({ remoteid: '' }, { remoteid: '' });
    await expect(look()).rejects.toMatchObject({ type: 'license_ambiguous' });
  });
});
