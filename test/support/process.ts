import type { Clock } from '../../src/base/clock.ts';
import type { Hazards } from './hazards.ts';
import type { Random } from './random.ts';
import type { Timeline } from './timeline.ts';

/** Time from one await of a process to the next, at most. */
const STEP_MS = 12;

/**
 * One start of the executable. Everything that it awaits passes through `step` and may be its last:
 * a killed process is simply never answered again, so that nothing behind the await runs, no
 * `catch` and no `finally`. What lives on is what has left it: commits in the state file and
 * requests on the wire.
 */
export class SimProcess {
  readonly name: string;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly hazards: Hazards;
  readonly startedAt: number;
  readonly clock: Clock;
  dead = false;
  #count = 0;
  #atEnd: (() => void)[] = [];
  readonly #onDeath: () => void;

  constructor(options: {
    readonly name: string;
    readonly timeline: Timeline;
    readonly random: Random;
    readonly hazards: Hazards;
    /** This machine's clock against the world's, in milliseconds. */
    readonly skew: number;
    readonly onDeath: () => void;
  }) {
    const { name, timeline, random, hazards, skew, onDeath } = options;
    this.name = name;
    this.timeline = timeline;
    this.random = random;
    this.hazards = hazards;
    this.startedAt = timeline.now;
    this.#onDeath = onDeath;
    this.clock = {
      now: () => new Date(timeline.now + skew),
      boot: () => ({ boot: 'boot', uptimeMs: timeline.now }),
      sleep: ms => new Promise(resolve => timeline.after(ms, () => this.#alive(resolve))),
    };
  }

  /**
   * Runs `work` at some later moment and answers at a still later one, if the process lives to see
   * it.
   */
  step<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.timeline.after(this.random.whole(1, STEP_MS), () => {
        if (this.dies('before')) return;
        void this.#carryOut(work).then(outcome => {
          if (this.dies('after')) return;
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value);
        });
      });
    });
  }

  async #carryOut<T>(work: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
    try {
      return { value: await work() };
    } catch (error) {
      return { error };
    }
  }

  /**
   * Counts one await and says whether it is the last one; also true when the process is dead
   * already.
   */
  dies(phase: 'before' | 'after'): boolean {
    if (this.dead) return true;
    if (phase === 'before') {
      this.#count += 1;
      this.timeline.steps += 1;
    }
    if (this.hazards.killAt !== this.#count || this.hazards.killPhase !== phase) return false;
    this.kill();
    return true;
  }

  /** SIGKILL. */
  kill(): void {
    if (this.dead) return;
    this.end();
    this.#onDeath();
  }

  /** What the system does for a process that has gone, e.g. close its files. */
  atEnd(act: () => void): void {
    this.#atEnd.push(act);
  }

  end(): void {
    this.dead = true;
    for (const act of this.#atEnd.splice(0)) act();
  }

  #alive(resolve: () => void): void {
    if (!this.dead) resolve();
  }
}

/** The same object, each of whose methods is a step of the process. */
export function stepped<T extends object>(process: SimProcess, target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return (...values: readonly unknown[]) =>
        process.step(async () => {
          const answer: unknown = await Reflect.apply(value, object, values);
          // whether it is held is known at once
          return isLock(answer)
            ? { ...answer, release: () => process.step(() => answer.release()) }
            : answer;
        });
    },
  });
}

const isLock = (answer: unknown): answer is { release(): Promise<void> } =>
  typeof answer === 'object' && answer !== null && 'release' in answer;
