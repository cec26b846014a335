import { describe, expect, test } from 'vitest';
import {
  isReserved,
  release,
  reserve,
  reuse,
} from '../../../../src/operations/licenses/acquire/reuse.ts';
import { close } from '../../../../src/operations/licenses/close.ts';
import { rebuildLedger } from '../../../../src/operations/licenses/license/rebuild-ledger.ts';
import { aWorld, day, TODAY } from '../../../support/a-world.ts';
import { opened, openingFor, runOf, targetFor } from '../../../support/service.ts';
import type { Sold } from '../../../support/sold.ts';

/** A service that wants a license, and ones that other services have released. */
async function withReleased(...facts: readonly Partial<Sold>[]) {
  const world = aWorld({ conf: '[preset 3541]\nclose = release\n' });
  const services: Awaited<ReturnType<typeof opened>>[] = [];
  for (const _ of facts) services.push(await opened(world, { ip: '192.0.2.9' }));
  for (const [index, { service, license }] of services.entries()) {
    await close(world.ctx, world.asked(service, 'close'));
    Object.assign(license, facts[index]);
    const [row] = await world.ctx.journal.licenses({ licenseIds: [license.id] });
    const { ip, expiredate, pricelist, ipChangeDate } = license;
    const addons = Object.fromEntries(license.addons);
    const change = { ip, expiredate, pricelist, addons, ipChangeDate };
    await world.ctx.journal.write([{ update: row?.id ?? 0, change }]);
  }
  const licenses = services.map(({ license }) => license);
  world.charges.length = 0;
  const service = world.order();
  const run = await runOf(world.ctx, await openingFor(world.ctx, service));
  return { ...world, licenses, service, run };
}

describe('a released license', () => {
  test('is taken for the service, and costs nothing', async () => {
    const { ctx, run, licenses, service, charges } = await withReleased({ ip: '192.0.2.9' });
    const taken = await reuse(run);
    expect(taken).toMatchObject({ licenseId: licenses[0]?.id, state: 'live', item: service.id });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ id: taken?.id });
    expect(isReserved(run, taken ?? fail())).toBe(true);
    expect(charges).toEqual([]);
  });

  test('that stands on the address already comes first, then the one paid longest', async () => {
    const near = await withReleased({ ip: '192.0.2.9' }, { ip: '192.0.2.7' });
    expect((await reuse(near.run))?.licenseId).toBe(near.licenses[1]?.id);
    const paid = await withReleased(
      { ip: '192.0.2.9', expiredate: day('2027-04-10') },
      { ip: '192.0.2.9', expiredate: day('2027-09-10') },
    );
    expect((await reuse(paid.run))?.licenseId).toBe(paid.licenses[1]?.id);
  });

  test.each([
    ['of another tariff', { pricelist: '4601', ip: '192.0.2.9' }],
    ['whose address is locked', { ip: '192.0.2.9', ipChangeDate: TODAY }],
    ['with addons that nobody wants', { ip: '192.0.2.9', addons: new Map([['4602', 2]]) }],
  ])('%s is left alone', async (_, facts) => {
    const { ctx, run, service } = await withReleased(facts);
    expect(await reuse(run)).toBeNull();
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
  });

  test('whose address was locked by a hand since then is left alone', async () => {
    const { run, licenses } = await withReleased({ ip: '192.0.2.9' });
    Object.assign(licenses[0] ?? {}, { ipChangeDate: TODAY });
    expect(await reuse(run)).toBeNull();
  });

  test('that is deleted by now ends in the ledger', async () => {
    const { ctx, run, licenses } = await withReleased({ ip: '192.0.2.9' });
    Object.assign(licenses[0] ?? {}, { status: 'deleted' });
    expect(await reuse(run)).toBeNull();
    expect(await ctx.journal.licenses({ state: 'ended' })).toHaveLength(1);
  });

  test('that somebody has put to use since is let go of, and not touched', async () => {
    const { ctx, run, licenses, script, log } = await withReleased({ ip: '192.0.2.9' });
    Object.assign(licenses[0] ?? {}, { remoteid: '2000', status: 'active' });
    script.requests.length = 0;
    expect(await reuse(run)).toBeNull();
    expect(await ctx.journal.licenses({ state: 'ended' })).toHaveLength(1);
    expect(script.requests).toEqual(['edit']);
    expect(log.join()).toContain('serves 2000 now');
  });

  test('whose status is not told is passed over, and kept', async () => {
    const { ctx, run, lies } = await withReleased({ ip: '192.0.2.9' });
    const { read } = run.target.vendor;
    lies.vendor.read = async (...which) => {
      const license = await read(...which);
      return license && { ...license, status: null };
    };
    const { vendor } = await ctx.vendor(await ctx.billmanager.module(run.target.module));
    expect(await reuse(Object.assign(run, { target: { ...run.target, vendor } }))).toBeNull();
    expect(await ctx.journal.licenses({ state: 'released' })).toHaveLength(1);
  });

  test.each([
    ['released-900', false],
    ['zzzzz-free-900', false],
    ['mmmmm-free-900', true],
  ])(
    'of which only the vendor’s list tells is ours by the mark: %s, %s',
    async (remoteid, isOurs) => {
      const world = aWorld();
      world.sold({ remoteid, status: 'suspended', ip: '192.0.2.7' });
      const service = world.order();
      await rebuildLedger(world.ctx, await targetFor(world.ctx, service));
      const run = await runOf(world.ctx, await openingFor(world.ctx, service));
      expect((await reuse(run)) !== null).toBe(isOurs);
    },
  );

  test('that another process was faster to get is not taken', async () => {
    const { ctx, run, service } = await withReleased({ ip: '192.0.2.9' });
    const [candidate] = await ctx.journal.licenses({ state: 'released' });
    await ctx.journal.reserveLicense(candidate?.id ?? 0, '555');
    expect(await reserve(run, candidate ?? fail())).toBe(false);
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
  });

  test('is released again where the vendor will not move it, and the next one is tried', async () => {
    const { ctx, run, service, log, licenses } = await withReleased(
      { ip: '192.0.2.9', expiredate: day('2027-09-10') },
      { ip: '192.0.2.9', expiredate: day('2027-04-10') },
    );
    await release(ctx, (await reuse(run)) ?? fail(), new Error('no'));
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
    expect(await ctx.journal.licenses({ state: 'released' })).toHaveLength(2);
    expect(log.join()).toContain('cannot be reused');
    expect(await reuse(run)).toMatchObject({ licenseId: licenses[1]?.id });
  });
});

function fail(): never {
  throw new Error('there is no license');
}
