import { describe, expect, test } from 'vitest';
import { order } from '../../../../src/operations/licenses/acquire/order.ts';
import {
  paidWithOpening,
  payFirstPeriod,
} from '../../../../src/operations/licenses/renewal/first-period.ts';
import { aWorld, day } from '../../../support/a-world.ts';
import { type AWorld, opened, openingFor, ownOf, runOf } from '../../../support/service.ts';

const ordering = async (world: AWorld, wish: Parameters<AWorld['order']>[0]) => {
  const service = world.order(wish);
  const opening = await openingFor(world.ctx, service);
  const run = await runOf(world.ctx, opening);
  await order(run);
  world.charges.length = 0;
  return { service, run, own: await ownOf(world.ctx, opening) };
};

describe('the first period', () => {
  test('of a fresh order is paid in as many terms as it takes, counting the order', async () => {
    const world = aWorld();
    const { run, own } = await ordering(world, { tariff: '13', period: 3 });
    expect(await payFirstPeriod(run, own)).toBe('2027-06-10');
    expect(world.charges).toHaveLength(2);
  });

  test('is not paid beyond its terms, where the vendor’s own date lies before the client’s', async () => {
    const world = aWorld();
    const { run, own } = await ordering(world, { tariff: '10', period: 1 });
    Object.assign(world.vendor.licenses.get(own.license.id) ?? {}, { expiredate: '2027-04-01' });
    const early = { ...own, license: { ...own.license, expiredate: day('2027-04-01') } };
    expect(await payFirstPeriod(run, early)).toBe('2027-04-01');
    expect(world.charges).toEqual([]);
  });

  test('of a license that was there before is paid as far as the client has paid', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    license.expiredate = day('2027-03-20');
    const opening = await openingFor(world.ctx, service);
    const run = await runOf(world.ctx, opening, 'reopen');
    expect(await payFirstPeriod(run, await ownOf(world.ctx, opening))).toBe('2027-04-20');
    expect(world.charges).toHaveLength(1);
  });

  test('is not bought again when it was refunded on both sides', async () => {
    const world = aWorld();
    const { service, license } = await opened(world, { period: 3 });
    service.expiredate = day('2027-03-20');
    license.expiredate = day('2027-03-20');
    const opening = await openingFor(world.ctx, service);
    const run = await runOf(world.ctx, opening, 'reopen');
    expect(await payFirstPeriod(run, await ownOf(world.ctx, opening))).toBe('2027-03-20');
    expect(world.charges).toEqual([]);
  });

  test('of a lifetime costs nothing more, nor does one at a vendor that renews nothing', async () => {
    const life = aWorld();
    const forever = await ordering(life, { period: 0 });
    expect(await payFirstPeriod(forever.run, forever.own)).toBeNull();
    expect(life.charges).toEqual([]);
    const old = aWorld();
    old.vendor.abilities = { ...old.vendor.abilities, prolong: false };
    const short = await ordering(old, { tariff: '13', period: 3 });
    expect(await payFirstPeriod(short.run, short.own)).toBe('2027-04-10');
    expect(old.charges).toEqual([]);
  });

  test('buys nothing by an end date that cannot be read', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    license.endUnread = '';
    const opening = await openingFor(world.ctx, service);
    const run = await runOf(world.ctx, opening, 'reopen');
    await expect(payFirstPeriod(run, await ownOf(world.ctx, opening))).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'passing',
    });
    expect(world.charges).toEqual([]);
  });
});

describe('until when the client has paid with the opening', () => {
  const paid = async (
    expiredate: string | null,
    changes: { status?: 'active'; known?: string },
  ) => {
    const world = aWorld();
    const { service } = await opened(world);
    service.status = changes.status ?? 'processing';
    service.expiredate = expiredate === null ? null : day(expiredate);
    const row = await world.ctx.journal.licenseOf(service.id);
    if (row === null) throw new Error('the ledger has none');
    const paidUntil = changes.known === undefined ? null : day(changes.known);
    const run = await runOf(world.ctx, await openingFor(world.ctx, service), 'reopen');
    return paidWithOpening(run, { ...row, paidUntil });
  };

  test('is the service’s date', async () => {
    expect(await paid('2027-05-01', {})).toBe('2027-05-01');
  });

  test('is a whole period from today, where the date is none or that of the order', async () => {
    expect(await paid(null, {})).toBe('2027-04-10');
    expect(await paid('2027-03-10', {})).toBe('2027-04-10');
  });

  test('is what renewals have found out of a service that was active', async () => {
    const active = { status: 'active', known: '2027-06-01' } as const;
    expect(await paid('2027-05-01', active)).toBe('2027-06-01');
    expect(await paid('2027-05-01', { status: 'active' })).toBe('2027-05-01');
    expect(await paid(null, { status: 'active' })).toBeNull();
  });
});
