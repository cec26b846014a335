import { statSync } from 'node:fs';
import { peakMemory } from '../measure/memory.ts';
import type { Contestant } from '../measure/race.ts';
import { pairedRatio, spread } from '../measure/stats.ts';
import type { BenchOptions, BenchRow, Section } from '../row.ts';
import { learn, World } from '../world/world.ts';
import { bare, checkConnection } from './start-up.ts';

const MIB = 1024 * 1024;

/** The executable's size, and the most memory that a start holds, beside the bare runtime's. */
export const size: Section = async options => {
  const world = await World.make({ dist: options.dist, mgrctlMs: 0, upstreamMs: 0 });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  try {
    await learn(world);
    return [
      sizeOf('executable', world.executable),
      sizeOf('its runtime, with symbols', options.node),
      ...(await memory(options, world)),
    ];
  } finally {
    await world.close();
  }
};

function sizeOf(name: string, file: string): BenchRow {
  const size = statSync(file).size / MIB;
  return { name, ...{ median: size, min: size, max: size }, unit: 'MiB' };
}

async function memory(options: BenchOptions, world: World): Promise<BenchRow[]> {
  options.say('peak memory');
  const operation = world.operation('open', 'open', round => 1001 + round);
  const contestants: Contestant[] = [
    bare(options, world),
    world.ours('features', () => ['--command', 'features']),
    checkConnection(world, 'O (check_connection)'),
    operation,
  ];
  const peaks = new Map<string, number[]>(contestants.map(each => [each.name, []]));
  for (let round = 0; round < (options.quick ? 3 : 10); round += 1) {
    for (const each of contestants) peaks.get(each.name)?.push(await peakMemory(each, round));
  }
  const [first, ...others] = contestants;
  const yardstick = peaks.get(first?.name ?? '') ?? [];
  return [
    { name: `peak memory of ${first?.name}`, ...spread(yardstick), unit: 'MiB' },
    ...others.map(each => ({
      name: `peak memory of ${each.name}`,
      ...spread(peaks.get(each.name) ?? []),
      unit: 'MiB',
      against: first?.name ?? '',
      ratio: pairedRatio(peaks.get(each.name) ?? [], yardstick),
      // for a start as such; what an operation holds beside that is shown
      ...(each === operation ? {} : { must: { atMost: 1.5 } }),
    })),
  ];
}
