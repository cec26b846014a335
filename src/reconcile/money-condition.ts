import type { Clock } from '../base/clock.ts';
import { toFault } from '../base/fault.ts';
import { isMaintenance } from '../base/maintenance.ts';
import type { Json, JsonObject } from '../journal/records.ts';
import type { Context, VendorConnection } from '../operations/engine/context.ts';
import { isTimeUp, type Waiting } from '../operations/engine/waiting.ts';
import {
  compareMoney,
  formatAmount,
  moneyText,
  parseAmount,
  sameCurrency,
} from '../vendor/amount.ts';
import type { Money } from '../vendor/vendor.ts';

/** The last refusal for this price: the balance found, and the number of refusals in a row. */
interface Refusal extends Pick<Waiting, 'tries' | 'triedAt'> {
  /** null: it could not be read. */
  readonly balance: Money | null;
}

/** What is paid for: its price, or null where that is not known. */
export type Price = Money | null;

/**
 * Is there money for what waits? The balance warns and the vendor refuses: an account on credit
 * buys below zero, one with money reserved does not buy above the price. So what was refused once
 * is tried again when the balance has grown since, to the price or by it; where it cannot be read,
 * or does not show what was paid in, after 1, 2, 4 ... at most 24 hours. The refusals of an account
 * are kept by price, since operations of one price wait for the same.
 */
export class MoneyCondition {
  readonly #connection: VendorConnection;
  readonly #key: string;
  readonly #refusals: Map<string, Refusal>;
  readonly #balances: readonly Money[] | null;
  /** Refused in this run. */
  readonly #now: Price[] = [];

  private constructor(
    connection: VendorConnection,
    key: string,
    refusals: Map<string, Refusal>,
    balances: readonly Money[] | null,
  ) {
    this.#connection = connection;
    this.#key = key;
    this.#refusals = refusals;
    this.#balances = balances;
  }

  static async of(ctx: Context, connection: VendorConnection): Promise<MoneyCondition> {
    const key = `refused for money ${connection.account}`;
    const kept = (await ctx.journal.recall(key))?.value ?? null;
    const balances = await balancesOf(connection);
    return new MoneyCondition(connection, key, refusalsFrom(kept), balances);
  }

  get hasRefused(): boolean {
    return this.#now.length > 0;
  }

  /** `waiting`: of the operation that is asked about. */
  isThere(clock: Clock, price: Price, waiting: Waiting): boolean {
    if (this.isRefused(price)) return false;
    const last = this.#refusals.get(keyOf(price));
    if (isTimeUp(last ?? waiting, clock)) return true;
    const balance = this.#balanceIn(price);
    if (balance === null) return false;
    const reaches = price === null || compareMoney(balance, price) !== -1;
    if (!last?.balance) return reaches;
    const grown = difference(balance, last.balance);
    if (grown === null || compareMoney(balance, last.balance) !== 1) return false;
    return reaches || compareMoney(grown, price) !== -1;
  }

  /** Does it cost as much as something already refused in this run? */
  isRefused(price: Price): boolean {
    return this.#now.some(
      refused => refused === null || price === null || compareMoney(price, refused) !== -1,
    );
  }

  /** The vendor has no money for this now; `isAgain`: nor had it before, for this very operation. */
  async refused(ctx: Context, price: Price, isAgain: boolean): Promise<void> {
    this.#now.push(price);
    const balances = await balancesOf(this.#connection);
    const before = this.#refusals.get(keyOf(price))?.tries ?? (isAgain ? 1 : 0);
    const balance = balanceIn(balances, price);
    const refusal = { balance, tries: before + 1, triedAt: ctx.clock.boot() };
    this.#refusals.set(keyOf(price), refusal);
    await this.#keep(ctx);
  }

  async served(ctx: Context, price: Price): Promise<void> {
    if (this.#refusals.delete(keyOf(price))) await this.#keep(ctx);
  }

  #balanceIn(price: Price): Money | null {
    return balanceIn(this.#balances, price);
  }

  async #keep(ctx: Context): Promise<void> {
    const entries = [...this.#refusals].map(([price, { balance, tries, triedAt }]) => [
      price,
      { balance: balance === null ? null : { ...balance }, tries, ...triedAt },
    ]);
    await ctx.journal.remember(this.#key, Object.fromEntries(entries) as JsonObject);
  }
}

const keyOf = (price: Price): string => (price === null ? '' : moneyText(price));

function balanceIn(balances: readonly Money[] | null, price: Price): Money | null {
  return (
    balances?.find(each => price === null || sameCurrency(each.currency, price.currency)) ?? null
  );
}

function difference(a: Money, b: Money): Money | null {
  const [left, right] = [parseAmount(a.amount), parseAmount(b.amount)];
  if (left === null || right === null || !sameCurrency(a.currency, b.currency)) return null;
  return { ...a, amount: formatAmount(left - right) };
}

/** null: it cannot be read now, or this login may not see it. */
async function balancesOf({ vendor }: VendorConnection): Promise<readonly Money[] | null> {
  try {
    return await vendor.balance();
  } catch (error) {
    if (isMaintenance(error) || toFault(error).type === 'internal') throw error;
    return null;
  }
}

function refusalsFrom(kept: Json): Map<string, Refusal> {
  if (kept === null || typeof kept !== 'object' || Array.isArray(kept)) return new Map();
  return new Map(
    Object.entries(kept).flatMap(([price, value]): [string, Refusal][] => {
      const { balance, tries, boot, uptimeMs } = (value ?? {}) as JsonObject;
      const isRead =
        typeof tries === 'number' && typeof boot === 'string' && typeof uptimeMs === 'number';
      if (!isRead) return [];
      return [[price, { balance: moneyFrom(balance), tries, triedAt: { boot, uptimeMs } }]];
    }),
  );
}

function moneyFrom(value: Json | undefined): Money | null {
  const { amount, currency } = (value ?? {}) as JsonObject;
  return typeof amount === 'string' && typeof currency === 'string' ? { amount, currency } : null;
}
