import { isMarkedFor, namesAnother } from '../../src/operations/licenses/license/gate.ts';
import { timed } from '../measure/race.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { monthsAhead } from '../world/catalog.ts';
import { learn, World } from '../world/world.ts';

/** Requests to the vendor of an undisturbed operation: what it must read and do, and nothing more. */
const REQUESTS = [
  ['open', 3],
  ['prolong', 2],
  ['suspend', 2],
  ['resume', 2],
] as const;

/**
 * What the gate costs that every act on a license passes: it asks nothing of its own, so an
 * operation sends as many requests as without it; and the time of its comparisons
 * (docs/upstream-decisions.md).
 */
export const gate: Section = async options => {
  const world = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    await learn(world);
    return [...(await requestsOf(options, world)), ...comparisons(options)];
  } finally {
    await world.close();
  }
};

async function requestsOf(options: BenchOptions, world: World): Promise<readonly BenchRow[]> {
  options.say('gate: requests');
  const rounds = options.quick ? 3 : 10;
  const rows: BenchRow[] = [];
  for (const [command, most] of REQUESTS) {
    if (command === 'prolong') await world.setServiceEnd(monthsAhead(2));
    const operation = world.operation(command, command, round => 1001 + round);
    const counts: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await world.requests();
      timed(operation, round);
      counts.push(await world.requests());
    }
    counts.sort((a, b) => a - b);
    rows.push({
      name: `requests of ${command}`,
      median: counts[Math.floor(rounds / 2)] ?? Number.NaN,
      min: counts[0] ?? Number.NaN,
      max: counts.at(-1) ?? Number.NaN,
      unit: 'requests',
      must: { atMost: most },
    });
  }
  return rows;
}

/** In this process: a remoteid of ours, held against its service and its row of the ledger. */
function comparisons(options: BenchOptions): readonly BenchRow[] {
  options.say('gate: comparisons');
  const service = { mark: 'k3m9p', item: '1001' };
  const license = { remoteid: 'k3m9p-1001-w7xy' };
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const began = process.hrtime.bigint();
    for (let pass = 0; pass < 10_000; pass += 1)
      if (namesAnother(service, license, null) || !isMarkedFor(service, license.remoteid))
        throw new Error('the license is the service’s');
    times.push(Number(process.hrtime.bigint() - began) / 10_000 / 1000);
  }
  times.sort((a, b) => a - b);
  return [
    {
      name: 'the gate’s comparisons',
      median: times[10] ?? Number.NaN,
      min: times[0] ?? Number.NaN,
      max: times.at(-1) ?? Number.NaN,
      unit: 'µs',
      note: 'for each license that it lets through',
    },
  ];
}
