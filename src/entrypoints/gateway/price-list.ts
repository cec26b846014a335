import { toFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import {
  type ModuleList,
  readModuleList,
  recallModuleList,
} from '../../operations/modules/module-list.ts';
import { offersOf } from '../../operations/modules/module-prices.ts';
import type { AppContext, WithContext } from './gateway-app.ts';
import { PriceAnswers } from './price-answers.ts';

/**
 * After a failure the upstream is asked again this soon, then ever more rarely, but at least as
 * often as the cache says.
 */
const FIRST_RETRY_MS = 5_000;
const WAIT_FOR_FIRST_MS = 10_000;

export interface CurrentPrices {
  readonly answers: PriceAnswers;
  readonly readAt: Date;
  /** The upstream could not be asked when it was time to. */
  readonly stale: boolean;
}

/**
 * The prices that panels get: begins with what the journal keeps, asks the upstream anew in the
 * background whenever the cache time is over, and goes on with the old ones, with a warning in the
 * log, while the upstream is down. The conf is read again each time.
 */
export class PriceList {
  readonly #app: WithContext;
  readonly #log: Log;
  readonly #now: () => number;
  #current: CurrentPrices | null = null;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopped = false;
  #refreshing: Promise<void> | null = null;

  constructor(app: WithContext, log: Log, now: () => number = Date.now) {
    this.#app = app;
    this.#log = log;
    this.#now = now;
  }

  /** null until some list is known. */
  get current(): CurrentPrices | null {
    return this.#current;
  }

  /**
   * Takes what the journal keeps; asks the upstream if that is too old, without waiting for it.
   * Never throws.
   */
  async start(): Promise<void> {
    let wait = 0;
    try {
      await this.#app(async ctx => {
        const kept = await recallModuleList(ctx);
        if (!kept) return;
        this.#take(ctx, kept, false);
        wait = Math.max(0, kept.readAt.getTime() + ctx.conf.gateway.cache * 1000 - this.#now());
      });
    } catch (error) {
      this.#log.warning(`gateway: the kept price list cannot be used: ${toFault(error).message}`);
    }
    this.#schedule(wait);
  }

  /** The prices; waits a while for the first ones. null when there are none yet. */
  async first(): Promise<CurrentPrices | null> {
    if (this.#current === null && this.#refreshing !== null) {
      await Promise.race([this.#refreshing, pause(WAIT_FOR_FIRST_MS)]);
    }
    return this.#current;
  }

  /** Ends the background work; a request to the upstream that is under way is waited for. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#refreshing;
  }

  /**
   * Asks the upstream, with the conf as it is now; one that has begun already may have read an
   * older conf and is followed by another. Never throws: what goes wrong is in the log, and the old
   * prices stay.
   */
  refresh(): Promise<void> {
    const turn: Promise<void> = (this.#refreshing ?? Promise.resolve())
      .then(() => this.#refresh())
      .finally(() => {
        if (this.#refreshing === turn) this.#refreshing = null;
      });
    this.#refreshing = turn;
    return turn;
  }

  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    let wait = FIRST_RETRY_MS;
    try {
      await this.#app(async ctx => {
        wait = ctx.conf.gateway.cache * 1000;
        this.#take(ctx, await readModuleList(ctx), false);
      });
      if (this.#failures > 0) this.#log.info('gateway: the price list is fresh again');
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      wait = Math.min(
        Math.max(wait, FIRST_RETRY_MS),
        FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 10),
      );
      this.#tellFailure(toFault(error));
    }
    this.#schedule(wait);
  }

  #take(ctx: AppContext, list: ModuleList, stale: boolean): void {
    const answers = new PriceAnswers(offersOf(list.modules, ctx.conf));
    this.#current = { answers, readAt: list.readAt, stale };
  }

  #tellFailure(fault: ReturnType<typeof toFault>): void {
    const old = this.#current;
    if (old) this.#current = { ...old, stale: true };
    const what = old
      ? `prices of ${old.readAt.toISOString()} are served`
      : 'there are no prices to serve';
    this.#log.warning(
      `gateway: the price list is not refreshed, ${what}: ${fault.message} ${fault.detail}`,
    );
  }

  #schedule(milliseconds: number): void {
    if (this.#stopped) return;
    if (milliseconds === 0) {
      void this.refresh();
      return;
    }
    this.#timer = setTimeout(() => void this.refresh(), milliseconds);
    this.#timer.unref();
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds).unref();
  });
}
