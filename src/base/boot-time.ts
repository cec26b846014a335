import type { BootTime } from './clock.ts';

/**
 * Milliseconds that have certainly passed since a moment, whatever was done to the clock: within
 * one boot the difference of the uptimes, else no less than the present boot is old. Negative only
 * for a moment that is still to come.
 */
export function elapsedMs(since: BootTime, now: BootTime): number {
  return since.boot === now.boot ? now.uptimeMs - since.uptimeMs : now.uptimeMs;
}
