import { describe, expect, test } from 'vitest';
import { noProgress } from '../../src/base/progress.ts';
import type { Context } from '../../src/operations/engine/context.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { checkevent } from '../../src/reconcile/reconcile.ts';
import type { Report } from '../../src/reconcile/report.ts';
import { aWorld, day } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

type World = ReturnType<typeof aWorld>;
type Opened = Awaited<ReturnType<typeof opened>>;

const DAY_MS = 24 * 3_600_000;

async function dryRun(ctx: Context): Promise<Report> {
  const report = await checkevent(ctx, { module: null, dryRun: true, progress: noProgress });
  if (report === null) throw new Error('another run is under way');
  return report;
}

/** What a service and its license have become since the last run. */
const SINCE: Readonly<Record<string, (world: World, sold: Opened) => unknown>> = {
  'nothing at all': () => {},
  'a suspension at the vendor': (_, { license }) => {
    license.status = 'suspended';
  },
  'another address at the vendor': (_, { license }) => {
    license.ip = '192.0.2.50';
  },
  'another tariff at the vendor': (_, { license }) => {
    license.pricelist = '4601';
  },
  'somebody else’s remoteid': (_, { license }) => {
    license.remoteid = 'zzzzz-117-ab2c';
  },
  'a suspension in BILLmanager': (_, { service, license }) => {
    service.status = 'suspended';
    license.licname = 'market';
  },
  'a renewal that is due': async ({ restart }, { service, license }) => {
    const ctx = restart();
    license.expiredate = day('2027-03-11');
    const ledger = await ctx.journal.licenseOf(service.id);
    const change = { expiredate: license.expiredate };
    await ctx.journal.write([{ update: ledger?.id ?? 0, change }]);
  },
  'a renewal whose answer was lost': async (world, { service }) => {
    const call = world.asked(service, 'prolong');
    world.script.wire('prolong', 'lost');
    await prolong(world.restart(), call).catch(() => {});
    world.timeline.now += DAY_MS / 24;
  },
  'a license that is gone': (_, { license }) => {
    license.status = 'deleted';
  },
  'a service that is gone': ({ billmanager, timeline }, { service }) => {
    billmanager.services.delete(service.id);
    timeline.now += DAY_MS;
  },
  'a service that is another client’s': ({ billmanager, timeline, order }, sold) => {
    const { id, ip, licname, expiredate } = sold.service;
    billmanager.services.delete(id);
    const copy = order({ account: '9', ip, licname });
    copy.params.set('license_id', sold.license.id);
    Object.assign(copy, { status: 'active', expiredate });
    timeline.now += DAY_MS;
  },
};

/** All that one may see of a world, except who asked for what. */
const seen = ({ vendor, billmanager, charges }: World): string =>
  JSON.stringify([
    [...vendor.licenses.values()].map(({ past, ...license }) => license),
    [...billmanager.services.values()].map(each => ({ ...each, params: [...each.params] })),
    [...billmanager.problems],
    [...billmanager.operations.values()].map(({ faults, ...each }) => each),
    charges,
  ]);

/** What is counted of a run, and what a person is told. */
const told = ({ dryRun: _, plans, spent, ...report }: Report) => report;

describe('a dry run', () => {
  test.each(Object.keys(SINCE))('says what the run does, and does nothing: %s', async what => {
    const world = aWorld();
    const sold = await opened(world);
    await cron(world.restart());
    await SINCE[what]?.(world, sold);
    const before = seen(world);
    const dry = await dryRun(world.restart());
    expect(seen(world)).toBe(before);
    const again = await dryRun(world.restart());
    expect(again).toEqual(dry);
    const run = await cron(world.restart());
    expect(told(dry)).toEqual(told(run));
    expect(dry.plans.length > 0).toBe(seen(world) !== before);
  });
});
