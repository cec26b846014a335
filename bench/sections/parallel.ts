import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { processorTime } from '../measure/processor.ts';
import type { Contestant } from '../measure/race.ts';
import { spread } from '../measure/stats.ts';
import type { BenchRow, Section } from '../row.ts';
import { learn, USUAL, World } from '../world/world.ts';

/** How the log tells that an operation or the state file had to be waited for. */
const WAITS = /service_busy|state_unusable|waited \d+ ms/;

/**
 * Openings by several processes at once, on one state file. The yardstick is what the processors
 * could do: as many operations a second as the time of one (all that belongs to it: the module, its
 * mgrctl calls, the stand-in upstream) fits into them.
 */
export const parallel: Section = async options => {
  const world = await World.make({ dist: options.dist, ...USUAL });
  if (!world) throw new Error('the world without TLS needs nothing that could be missing');
  const operations = options.quick ? 60 : 500;
  try {
    await learn(world);
    const rows: BenchRow[] = [];
    let first = 100_000;
    for (const processes of [2, 8]) {
      options.say(`parallel: ${operations} opens by ${processes} processes`);
      const begin = first;
      first += operations;
      const run = await crowd(
        world,
        world.operation('open', 'open', round => begin + round),
        operations,
        processes,
      );
      const possible = availableParallelism() / (run.processorMs / operations / 1000);
      const perSecond = operations / run.seconds;
      rows.push(
        {
          name: `opens a second, ${processes} at once`,
          ...{ median: perSecond, min: perSecond, max: perSecond, unit: '/s' },
          ...(processes >= 8
            ? {
                against: 'what the processors allow',
                ratio: perSecond / possible,
                must: { atLeast: 0.9 },
              }
            : {}),
        },
        { name: `wall time of one, ${processes} at once`, ...spread(run.walls), unit: 'ms' },
        {
          name: `processor time of one, ${processes} at once`,
          ...same(run.processorMs / operations),
          unit: 'ms',
        },
      );
    }
    const waits = (logOf(world).match(new RegExp(WAITS, 'g')) ?? []).length;
    rows.push({
      name: 'waits for a lock in the log',
      ...same(waits),
      unit: '',
      must: { atMost: 0 },
    });
    return rows;
  } finally {
    await world.close();
  }
};

interface Crowd {
  readonly seconds: number;
  /** Of all operations together. */
  readonly processorMs: number;
  readonly walls: readonly number[];
}

/** Starts the contestant so many times, `processes` of them at once. */
async function crowd(
  world: World,
  contestant: Contestant,
  operations: number,
  processes: number,
): Promise<Crowd> {
  const before = spent(world);
  const begin = performance.now();
  const walls: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < operations) {
      const round = next;
      next += 1;
      walls.push(await once(contestant, round));
    }
  };
  await Promise.all(Array.from({ length: processes }, worker));
  return {
    seconds: (performance.now() - begin) / 1000,
    processorMs: spent(world) - before,
    walls,
  };
}

/**
 * Wall time of one start; this process's own work is not in it, only in the processor time that it
 * leaves to others.
 */
function once(contestant: Contestant, round: number): Promise<number> {
  const begin = performance.now();
  const child = spawn(contestant.command, contestant.args(round), {
    ...(contestant.cwd === undefined ? {} : { cwd: contestant.cwd }),
    env: { ...contestant.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      if (code === 0) resolve(performance.now() - begin);
      else reject(new Error(`${contestant.name} failed with ${code}: ${said}`));
    });
  });
}

function spent(world: World): number {
  return processorTime('self').reaped + processorTime(world.upstreamPid).own;
}

function logOf(world: World): string {
  const file = join(world.root, 'var/pmcpbillmgr.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const same = (value: number) => ({ median: value, min: value, max: value });
