import { readFileSync } from 'node:fs';

/**
 * A moment on the machine's own scale, which no setting of a clock moves: which boot, and how long
 * the machine has been up in it, its sleep included.
 */
export interface BootTime {
  readonly boot: string;
  readonly uptimeMs: number;
}

/**
 * Milliseconds that have certainly passed since a moment, whatever was done to the clock: within
 * one boot the difference of the uptimes, else no less than the present boot is old. Negative only
 * for a moment that is still to come.
 */
export function elapsedMs(since: BootTime, now: BootTime): number {
  return since.boot === now.boot ? now.uptimeMs - since.uptimeMs : now.uptimeMs;
}

/** Time as the product sees it: injected, so that tests and simulations own it. */
export interface Clock {
  now(): Date;
  boot(): BootTime;
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
  boot: () => ({
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    uptimeMs: Math.round(Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1000),
  }),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms)),
};
