import { processorTime } from '../measure/processor.ts';
import { type Contestant, race, raceRow, timed } from '../measure/race.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { monthsAhead } from '../world/catalog.ts';
import { learn, USUAL, World } from '../world/world.ts';
import { bare } from './start-up.ts';

const { mgrctlMs, upstreamMs } = USUAL;
/** What must follow each other: three requests and the activation; two and the end of the renewal. */
const OPEN_MS = 3 * upstreamMs + mgrctlMs;
const PROLONG_MS = 2 * upstreamMs + mgrctlMs;
/** As many times as long as the waits alone an operation may take. */
const MOST = 1.4;
/** Processor time of an open, in that of the bare runtime. */
const MOST_PROCESSOR = 3.3;

/**
 * An operation beside a bare program of the same runtime that does nothing but wait for what must
 * be waited for.
 */
export const floor: Section = async options => {
  const world = await World.make({ dist: options.dist, ...USUAL });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    await learn(world);
    const item = (round: number): number => 1001 + round;
    const opens = beside(options, world, 'open', OPEN_MS, item);
    await world.setServiceEnd(monthsAhead(2));
    return [
      ...opens,
      ...beside(options, world, 'prolong', PROLONG_MS, item),
      ...processor(options, world),
    ];
  } finally {
    await world.close();
  }
};

function beside(
  options: BenchOptions,
  world: World,
  command: string,
  waitMs: number,
  item: (round: number) => number,
): BenchRow[] {
  options.say(`floor: ${command}`);
  const bareName = `${command}: the waits alone`;
  const waits = world.other(bareName, options.node, () => [
    '-e',
    `setTimeout(() => {}, ${waitMs})`,
  ]);
  const ours = world.operation(command, command, item);
  const times = race([waits, ours], options.quick ? 8 : 40);
  return [
    raceRow(times, bareName, { note: `${waitMs} ms that must follow each other` }),
    raceRow(times, command, { against: bareName, must: { atMost: MOST } }),
  ];
}

/** Of everything that belongs to it, mgrctl too: the kernel counts what has ended in hundredths. */
function processor(options: BenchOptions, world: World): BenchRow[] {
  options.say('floor: processor time');
  const rounds = options.quick ? 10 : 60;
  const runtime = bare(options, world);
  const ours = world.operation('open', 'open', round => 3001 + round);
  const [used, usedByBare] = [ours, runtime].map(each => processorTimeOf(each, rounds));
  const row = (name: string, value = Number.NaN) => ({
    name: `processor time of ${name}`,
    ...{ median: value, min: value, max: value, unit: 'ms' },
  });
  return [
    row(runtime.name, usedByBare),
    {
      ...row('open', used),
      against: runtime.name,
      ratio: (used ?? Number.NaN) / (usedByBare ?? Number.NaN),
      must: { atMost: MOST_PROCESSOR },
    },
  ];
}

/** The mean of many starts, in milliseconds. */
function processorTimeOf(contestant: Contestant, rounds: number): number {
  const before = processorTime('self').reaped;
  for (let round = 0; round < rounds; round += 1) timed(contestant, round);
  return (processorTime('self').reaped - before) / rounds;
}
