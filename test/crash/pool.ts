import type { DatabaseServer } from '../../sandbox/sandbox.ts';
import { Lab } from './lab.ts';

/**
 * Works through a queue with so many labs side by side, each with its own folder and port; answers
 * come in the queue's order.
 */
export async function inLabs<T, R>(
  queue: readonly T[],
  options: {
    readonly jobs: number;
    readonly dist?: string;
    /** Facts are read there; default: by forms. */
    readonly database?: DatabaseServer;
  },
  work: (lab: Lab, each: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    const lab = new Lab({ built: options.dist, database: options.database });
    try {
      for (let index = next++; index < queue.length; index = next++) {
        const each = queue[index];
        if (each !== undefined) results[index] = await work(lab, each);
      }
    } finally {
      lab.close();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, worker));
  return results;
}
