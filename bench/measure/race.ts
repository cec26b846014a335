import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { BenchRow } from '../row.ts';
import { pairedRatio, spread } from './stats.ts';

/** A program that is started again and again. */
export interface Contestant {
  readonly name: string;
  readonly command: string;
  /** The arguments of one round: an operation needs a service of its own each time. */
  args(round: number): readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A file for standard input. */
  readonly input?: string;
  /** Before the clock starts. */
  prepare?(round: number): void;
  /** Exit status of a run that went well; default 0. */
  readonly ends?: number;
}

export type Times = ReadonlyMap<string, readonly number[]>;

/**
 * Wall times in milliseconds, from start to exit. Contestants alternate and each round begins with
 * another one, so that whatever else the machine does falls on all alike; a round before the first
 * is not counted. Throws when a program fails.
 */
export function race(contestants: readonly Contestant[], rounds: number): Times {
  const times = new Map<string, number[]>(contestants.map(each => [each.name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const contestant = contestants[(turn + round) % contestants.length];
      if (!contestant) continue;
      contestant.prepare?.(round);
      const ms = timed(contestant, round);
      if (round > 0) times.get(contestant.name)?.push(ms);
    }
  }
  return times;
}

/** Wall time of one start, in milliseconds. */
export function timed(contestant: Contestant, round: number): number {
  const { name, command, cwd, env, input } = contestant;
  const stdin = openSync(input ?? '/dev/null', 'r');
  const begin = performance.now();
  const run = spawnSync(command, contestant.args(round), {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...env },
    stdio: [stdin, 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const ms = performance.now() - begin;
  closeSync(stdin);
  if (run.status === (contestant.ends ?? 0)) return ms;
  const why =
    run.error?.message ?? `${run.signal ?? `status ${run.status}`}: ${run.stdout}${run.stderr}`;
  throw new Error(`${name} failed: ${why}`);
}

interface RowWish {
  readonly against?: string;
  readonly must?: BenchRow['must'];
  readonly note?: string;
  /**
   * The ratio says how many times as long `against` takes; else how many times as long this one
   * takes.
   */
  readonly asSpeed?: boolean;
}

/** The table's line of one contestant. */
export function raceRow(times: Times, name: string, wish: RowWish = {}): BenchRow {
  const own = times.get(name) ?? [];
  const { against, must, note, asSpeed } = wish;
  const other = against === undefined ? undefined : (times.get(against) ?? []);
  const ratio = other && (asSpeed ? pairedRatio(other, own) : pairedRatio(own, other));
  return {
    ...{ name, ...spread(own), unit: 'ms' },
    ...(against === undefined || ratio === undefined ? {} : { against, ratio }),
    ...(must ? { must } : {}),
    ...(note ? { note } : {}),
  };
}
