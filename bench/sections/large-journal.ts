import { join } from 'node:path';
import { parseDate } from '../../src/base/dates.ts';
import type { Journal } from '../../src/journal/journal.ts';
import type { NewLedgerLicense } from '../../src/journal/records.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { ledgerRow } from '../../src/operations/engine/ledger-row.ts';
import { type Contestant, race, raceRow } from '../measure/race.ts';
import { pairedRatio, spread } from '../measure/stats.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { addressOf, daysAhead, MARK } from '../world/catalog.ts';
import { learn, World } from '../world/world.ts';

const STATE = 'var/cpbillmgr/state.db';
const BATCH = 20_000;

/**
 * An operation, and the journal's own acts, on a state file with a million licenses beside the same
 * on an empty one.
 */
export const largeJournal: Section = async options => {
  const empty = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
  const full = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
  if (!empty || !full) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    for (const world of [empty, full]) await learn(world);
    const licenses = options.quick ? 100_000 : 1_000_000;
    options.say(`journal: entering ${licenses} licenses`);
    await fill(full, licenses);
    return [...operations(options, empty, full, licenses), ...(await acts(options, empty, full))];
  } finally {
    await empty.close();
    await full.close();
  }
};

function operations(
  options: BenchOptions,
  empty: World,
  full: World,
  licenses: number,
): BenchRow[] {
  options.say('journal: opens');
  const onEmpty = 'open on an empty journal';
  const onFull = `open on ${licenses} licenses`;
  const item = (round: number): number => 5_000_001 + round;
  const contestants: Contestant[] = [
    empty.operation(onEmpty, 'open', item),
    full.operation(onFull, 'open', item),
  ];
  const times = race(contestants, options.quick ? 10 : 40);
  return [
    raceRow(times, onEmpty),
    raceRow(times, onFull, { against: onEmpty, must: { atMost: 1.1 } }),
  ];
}

/** Opening the file, looking a license up, and one durable change of it, in this process. */
async function acts(options: BenchOptions, empty: World, full: World): Promise<BenchRow[]> {
  options.say('journal: open, lookup, commit');
  const rounds = options.quick ? 20 : 100;
  const times = { open: pair(), lookup: pair(), commit: pair() };
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, world] of [empty, full].entries()) {
      const side = index === 0 ? 'empty' : 'full';
      const began = performance.now();
      const journal = await openJournal({ file: join(world.root, STATE), mustExist: true });
      times.open[side].push(performance.now() - began);
      times.lookup[side].push(await timed(() => journal.licenseOf(String(501 + (round % 4)))));
      times.commit[side].push(await timed(() => touch(journal, round)));
      await journal.dispose();
    }
  }
  return Object.entries(times).map(([name, { empty: few, full: many }]) => ({
    name: `journal ${name}`,
    ...spread(many),
    unit: 'ms',
    against: 'an empty one',
    ratio: pairedRatio(many, few),
  }));
}

const pair = (): { empty: number[]; full: number[] } => ({ empty: [], full: [] });

async function touch(journal: Journal, round: number): Promise<void> {
  const license = await journal.licenseOf(String(501 + (round % 4)));
  if (license) await journal.write([{ update: license.id, change: { status: 'active' } }]);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** Licenses of services numbered from ten million on. */
async function fill(world: World, count: number): Promise<void> {
  const journal = await openJournal({ file: join(world.root, STATE), mustExist: true });
  const known = await journal.licenseOf('501');
  if (!known) throw new Error('the world has no license yet');
  for (let first = 0; first < count; first += BATCH) {
    const size = Math.min(BATCH, count - first);
    const batch = Array.from({ length: size }, (_, index) => ({
      put: license(known.account, known.module, 10_000_000 + first + index),
    }));
    await journal.write(batch);
  }
  await journal.dispose();
}

export function license(account: string, module: string, id: number): NewLedgerLicense {
  const owner = { account, module, itemtype: 'soft', licenseId: String(id), item: String(id) };
  const expiredate = parseDate(daysAhead(60 + (id % 300)));
  return ledgerRow(owner, {
    remoteid: `${MARK}-${id}`,
    preset: '3541',
    pricelist: '3541',
    tariff: '7',
    period: '1',
    status: 'active',
    ip: addressOf(id),
    licname: `service ${id}`,
    expiredate,
    boughtUntil: expiredate,
    clientPeriod: 1,
  });
}
