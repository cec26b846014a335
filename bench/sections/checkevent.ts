import { join } from 'node:path';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { peakMemory } from '../measure/memory.ts';
import { type Contestant, timed } from '../measure/race.ts';
import { pairedRatio, spread } from '../measure/stats.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { learn, USUAL, World } from '../world/world.ts';
import { license } from './large-journal.ts';

const ROWS = 500;
const BATCH = 20_000;
const MEMORY_MIB = 200;
const MANY = 10_000;

/** How large, and how often one pair is measured: the largest takes minutes. */
const SIZES = [
  { licenses: 1000, rounds: 5 },
  { licenses: 10_000, rounds: 3 },
  { licenses: 100_000, rounds: 1 },
] as const;

/**
 * checkevent over so many licenses, none or every hundredth of them changed, beside a bare loop
 * that downloads the same pages and details over one connection (bench/world/bare-loop.ts). The
 * upstream's rate limit is off: it would be all that there is to see.
 */
export const checkevent: Section = async options => {
  const rows: BenchRow[] = [];
  for (const { licenses, rounds } of options.quick ? SIZES.slice(0, 1) : SIZES) {
    const world = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
    if (!world) throw new Error('the world without TLS needs nothing that could be missing');
    try {
      options.say(`checkevent: entering ${licenses} licenses`);
      await fill(world, licenses);
      world.setMgrctl(USUAL.mgrctlMs);
      for (const changedEvery of [0, 100])
        rows.push(...(await compare(options, world, { licenses, changedEvery, rounds })));
    } finally {
      await world.close();
    }
  }
  return rows;
};

interface Task {
  readonly licenses: number;
  readonly changedEvery: number;
  readonly rounds: number;
}

async function compare(options: BenchOptions, world: World, task: Task): Promise<BenchRow[]> {
  const { licenses, changedEvery, rounds } = task;
  const changed = changedEvery === 0 ? 0 : Math.floor(licenses / changedEvery);
  const name = `${licenses} licenses, ${changed} changed`;
  options.say(`checkevent: ${name}`);
  const ours = world.ours(name, () => ['checkevent']);
  const bare = world.other('the bare loop', options.node, () => [
    join(import.meta.dirname, '../world/bare-loop.ts'),
    ...[world.url, ROWS, licenses, changedEvery].map(String),
  ]);
  const times = { ours: [] as number[], bare: [] as number[] };
  let requests = 0;
  for (let round = 1; round <= rounds; round += 1) {
    await world.set({
      delayMs: USUAL.upstreamMs,
      catalog: { licenses, changedEvery, generation: round },
    });
    const pair = [
      async () => {
        await world.requests();
        times.ours.push(timed(ours, round));
        requests = Math.max(requests, await world.requests());
      },
      async () => times.bare.push(timed(bare, round)),
    ];
    for (const run of round % 2 === 0 ? pair : pair.reverse()) await run();
  }
  const most = Math.ceil(licenses / ROWS) + changed + 5;
  return [
    {
      name,
      ...spread(times.ours),
      unit: 'ms',
      against: bare.name,
      ratio: pairedRatio(times.ours, times.bare),
      // the start and BILLmanager's own answers weigh on a short list as much as the list does
      ...(licenses >= MANY ? { must: { atMost: changed === 0 ? 1.8 : 1.25 } } : {}),
    },
    { name: `${name}: upstream requests`, ...same(requests), unit: '', must: { atMost: most } },
    await memoryRow(world, name, ours, { licenses, changedEvery, rounds: rounds + 1 }),
  ];
}

/** One more run, with answers at once: what it holds does not depend on how long it waits. */
async function memoryRow(
  world: World,
  name: string,
  ours: Contestant,
  task: Task,
): Promise<BenchRow> {
  const { licenses, changedEvery, rounds } = task;
  await world.set({ delayMs: 0, catalog: { licenses, changedEvery, generation: rounds } });
  const peak = await peakMemory(ours, rounds);
  return { name: `${name}: peak memory`, ...same(peak), unit: 'MiB', must: { atMost: MEMORY_MIB } };
}

/** A journal that has bought them all, and a first run that has seen them: any day's state. */
export async function fill(world: World, licenses: number): Promise<void> {
  await learn(world);
  const journal = await openJournal({
    file: join(world.root, 'var/cpbillmgr/state.db'),
    mustExist: true,
  });
  const known = await journal.licenseOf('501');
  if (!known) throw new Error('the world has no license yet');
  for (let first = 1; first <= licenses; first += BATCH) {
    const size = Math.min(BATCH, licenses - first + 1);
    await journal.write(
      Array.from({ length: size }, (_, index) => ({
        put: license(known.account, known.module, first + index),
      })),
    );
  }
  await journal.dispose();
  await world.setLicensed();
  await world.setServices(licenses);
  await world.set({ delayMs: 0, catalog: { licenses, changedEvery: 0, generation: 0 } });
  timed(
    world.ours('the first checkevent', () => ['checkevent']),
    0,
  );
}

const same = (value: number) => ({ median: value, min: value, max: value });
