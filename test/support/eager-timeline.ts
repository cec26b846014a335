import { Timeline } from './timeline.ts';

/**
 * A timeline that lets things happen as soon as somebody waits for them: code under test that
 * sleeps for an hour, or asks a vendor, is simply awaited.
 */
export class EagerTimeline extends Timeline {
  #isRunning = false;

  override after(delay: number, run: () => void): void {
    super.after(delay, run);
    if (!this.#isRunning) void this.#letHappen();
  }

  async #letHappen(): Promise<void> {
    this.#isRunning = true;
    while (!this.isIdle) await this.runUntil(() => false);
    this.#isRunning = false;
  }
}
