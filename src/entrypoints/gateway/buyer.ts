import { type Fault, toFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import { type BuyOutcome, buyModule } from '../../operations/modules/buy-module.ts';
import type { WithContext } from './gateway-app.ts';

interface Click {
  readonly license: string;
  readonly ip: string;
  readonly pricelist: string;
}

export type ClickOutcome =
  | BuyOutcome
  /** Refused for good before anything was ordered: the order page, where a person decides. */
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** Under way, or not known yet: clicking again shows more, and never orders twice. */
  | { readonly kind: 'unfinished' };

/** A proxy waits a minute for an answer; the order continues after the page that says so. */
const LONGEST_WAIT_MS = 45_000;

/** Refusals that come before money moves, or instead of it. */
const REFUSALS: ReadonlySet<string> = new Set([
  'license_foreign',
  'price_above_max',
  'price_unknown',
  'period_unsold',
  'upstream_money',
  'upstream_value',
  'upstream_missed',
  'upstream_refused',
  'upstream_access',
  'not_sold_here',
]);

/** Orders modules, one at a time per license and kind: two tabs get the answer of one order. */
export class Buyer {
  readonly #app: WithContext;
  readonly #log: Log;
  readonly #longestWaitMs: number;
  readonly #underWay = new Map<string, Promise<ClickOutcome>>();

  constructor(app: WithContext, log: Log, longestWaitMs: number = LONGEST_WAIT_MS) {
    this.#app = app;
    this.#log = log;
    this.#longestWaitMs = longestWaitMs;
  }

  /** Never throws: what goes wrong is in the log. */
  async buy(click: Click): Promise<ClickOutcome> {
    const key = `${click.license} ${click.pricelist} ${click.ip}`;
    const running = this.#underWay.get(key) ?? this.#begin(key, click);
    return Promise.race([running, this.#patience()]);
  }

  /** Resolves when no order is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  #begin(key: string, click: Click): Promise<ClickOutcome> {
    const work = this.#carryOut(click).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, work);
    return work;
  }

  async #carryOut(click: Click): Promise<ClickOutcome> {
    const what = `module ${click.pricelist} for license ${click.license}`;
    try {
      const outcome = await this.#app(ctx => {
        const { clients, maxOrders } = ctx.conf.gateway;
        const { tariff } = ctx.conf.priceSettings(click.pricelist);
        return buyModule(ctx, click, { clients, maxOrders, tariff });
      });
      const reason = outcome.kind === 'manual' ? ` (${outcome.reason})` : '';
      this.#log.info(`gateway: ${what}: ${outcome.kind}${reason}`);
      return outcome;
    } catch (error) {
      const fault = toFault(error);
      this.#log.error(`gateway: ${what}: ${fault.type}: ${fault.message} ${fault.detail}`);
      return fault.kind === 'final' && REFUSALS.has(fault.type)
        ? { kind: 'refused', fault }
        : { kind: 'unfinished' };
    }
  }

  #patience(): Promise<ClickOutcome> {
    return new Promise(resolve => {
      setTimeout(() => resolve({ kind: 'unfinished' }), this.#longestWaitMs).unref();
    });
  }
}
