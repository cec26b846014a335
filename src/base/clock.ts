/** Time as the product sees it: injected, so that tests and simulations own it. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

/**
 * Milliseconds of the machine's steady clock, for time limits. `performance.now()` loads a module
 * of a millisecond.
 */
export const steadyMs = (): number => Number(process.hrtime.bigint()) / 1e6;

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
