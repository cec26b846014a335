import type { BootTime, Clock } from '../../../src/base/clock.ts';

/** A clock that stands still until told, or slept with. */
export class HandClock implements Clock {
  time: number;
  slept = 0;

  constructor(start = '2026-03-01T12:00:00.000Z') {
    this.time = Date.parse(start);
  }

  now(): Date {
    return new Date(this.time);
  }

  boot(): BootTime {
    return { boot: 'boot', uptimeMs: this.time };
  }

  async sleep(ms: number): Promise<void> {
    this.slept += ms;
    this.time += ms;
  }

  advance(ms: number): void {
    this.time += ms;
  }
}
