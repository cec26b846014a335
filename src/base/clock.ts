import { readFileSync } from 'node:fs';

/**
 * A moment that setting the clock does not move: the boot, and the uptime within it, sleep
 * included.
 */
export interface BootTime {
  readonly boot: string;
  readonly uptimeMs: number;
}

/**
 * Milliseconds that have certainly passed since a moment, whatever was done to the clock: within
 * one boot the difference of the uptimes, otherwise the uptime of the present boot. Negative only
 * for a moment in the future.
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
 * Milliseconds of the machine's steady clock, for time limits. `performance.now()` would load a
 * module, which takes a millisecond.
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
