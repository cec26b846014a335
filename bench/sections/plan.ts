import { peakMemory } from '../measure/memory.ts';
import { timed } from '../measure/race.ts';
import { spread } from '../measure/stats.ts';
import type { BenchRow, Section } from '../row.ts';
import { USUAL, World } from '../world/world.ts';
import { fill } from './checkevent.ts';

const ROWS = 500;
const MOST_MS = 30_000;
const MEMORY_MIB = 200;
/** Every list's filter, its first page once more, and both readings of those that are empty. */
const BESIDES = 25;
const ROUNDS = 1;
/** Days by which a license that differs ends after its service. */
const DIFFERENT = 100;

/**
 * `cpbillmgr plan` over so many licenses, none or every hundredth of which ends long after its
 * service. What it costs besides time are requests: the pages, and a few more.
 */
export const plan: Section = async options => {
  const licenses = options.quick ? 1000 : 100_000;
  const world = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    options.say(`plan: entering ${licenses} licenses`);
    await fill(world, licenses);
    world.setMgrctl(USUAL.mgrctlMs);
    const rows: BenchRow[] = [];
    for (const changedEvery of [0, 100])
      rows.push(...(await measured(world, licenses, changedEvery)));
    return rows;
  } finally {
    await world.close();
  }
};

async function measured(
  world: World,
  licenses: number,
  changedEvery: number,
): Promise<readonly BenchRow[]> {
  const differing = changedEvery === 0 ? 0 : Math.floor(licenses / changedEvery);
  const name = `plan of ${licenses} licenses, ${differing} differ`;
  // docs/cli.md, "plan": 2 tells of differences
  const ends = differing === 0 ? 0 : 2;
  const ours = { ...world.ours(name, () => ['plan', '--json']), ends };
  const catalog = { licenses, changedEvery, generation: DIFFERENT };
  await world.set({ delayMs: USUAL.upstreamMs, catalog });
  const times: number[] = [];
  let requests = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    await world.requests();
    times.push(timed(ours, round));
    requests = Math.max(requests, await world.requests());
  }
  await world.set({ delayMs: 0, catalog });
  const peak = await peakMemory(ours, 0);
  return [
    { name, ...spread(times), unit: 'ms', must: { atMost: MOST_MS } },
    one(`${name}: upstream requests`, requests, '', Math.ceil(licenses / ROWS) + BESIDES),
    one(`${name}: peak memory`, peak, 'MiB', MEMORY_MIB),
  ];
}

const one = (name: string, value: number, unit: string, atMost: number): BenchRow => ({
  ...{ name, median: value, min: value, max: value, unit },
  must: { atMost },
});
