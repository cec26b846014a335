import { parentPort, workerData } from 'node:worker_threads';
import { planOf } from './plan.ts';
import { historyText, shrink } from './shrink.ts';
import { type Outcome, simulate } from './simulate.ts';

/** What a worker reports after each seed. */
export interface SeedReport
  extends Pick<Outcome, 'steps' | 'charges' | 'doubled' | 'kinds' | 'needed'> {
  readonly seed: number;
  /** The shortest history that goes wrong; '' if all was well. */
  readonly failure: string;
}

/** Simulates the seeds `first`, `first + stride` ... until it is told to stop. */
async function work(first: number, stride: number): Promise<void> {
  let stopped = false;
  parentPort?.on('message', () => {
    stopped = true;
  });
  for (let seed = first; !stopped; seed += stride) {
    const plan = planOf(seed);
    const { violations, log, ...sums } = await simulate(plan);
    let failure = '';
    if (violations.length > 0) {
      const shortest = await shrink(plan);
      failure = historyText(shortest.plan, shortest.outcome);
    }
    parentPort?.postMessage({ seed, ...sums, failure } satisfies SeedReport);
  }
  parentPort?.close();
}

await work(Number(workerData.first), Number(workerData.stride));
