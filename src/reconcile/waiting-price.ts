import { toFault } from '../base/fault.ts';
import { isMaintenance } from '../base/maintenance.ts';
import type { OperationRow } from '../journal/records.ts';
import type { Context, VendorConnection } from '../operations/engine/context.ts';
import { wantedAddons } from '../operations/licenses/acquire/wanted-addons.ts';
import { planOf, renewalPeriod } from '../operations/licenses/license/plan.ts';
import { moneyText } from '../vendor/amount.ts';
import { priceOf } from '../vendor/price.ts';
import { isItemtype } from '../vendor/product-types.ts';
import type { UpstreamPricelist } from '../vendor/vendor.ts';
import type { Price } from './money-condition.ts';

/** A price that was found out for an operation, kept with its facts; '' where it is not known. */
const PRICE = 'price';

/** An operation that is begun, or would be (`id` null). */
export type Waiter = Pick<OperationRow, 'command' | 'item' | 'facts'> & {
  readonly id: number | null;
};

/**
 * The money that operations need to continue, by the vendor's price lists, each read once in a
 * run.
 */
export class WaitingPrices {
  readonly #connect: () => Promise<VendorConnection>;
  readonly #lists = new Map<string, Promise<readonly UpstreamPricelist[]>>();
  /** By operation. */
  readonly #found = new Map<number, string>();

  constructor(connect: () => Promise<VendorConnection>) {
    this.#connect = connect;
  }

  /**
   * A term of a renewal, or an order. It is found out once and noted with the operation
   * (`isNoted`). null: it is not known.
   */
  async of(ctx: Context, waiter: Waiter, isNoted: boolean): Promise<Price> {
    const { id } = waiter;
    const noted = waiter.facts[PRICE] ?? (id === null ? null : this.#found.get(id));
    if (typeof noted === 'string') return priceFrom(noted);
    const price = await this.#current(ctx, waiter);
    if (id === null) return price;
    const text = price === null ? '' : moneyText(price);
    this.#found.set(id, text);
    if (isNoted) await ctx.journal.note(id, { [PRICE]: text });
    return price;
  }

  async #current(ctx: Context, { command, item }: Waiter): Promise<Price> {
    try {
      const bought = await purchaseOf(ctx, command, item);
      const { vendor } = await this.#connect();
      if (bought === null || !vendor.abilities.priceList) return null;
      const { itemtype, pricelist } = bought;
      const list = this.#lists.get(pricelist) ?? vendor.priceList({ itemtype, pricelist });
      this.#lists.set(pricelist, list);
      const answer = priceOf(await list, bought);
      return answer.sold ? answer.cost : null;
    } catch (error) {
      if (isMaintenance(error) || toFault(error).type === 'internal') throw error;
      return null;
    }
  }
}

/** What the next charge of the operation is for; null where no price list tells. */
async function purchaseOf(ctx: Context, command: string, item: string) {
  const ledger = await ctx.journal.licenseOf(item);
  const service = await ctx.billmanager.service(item, ledger?.itemtype);
  if (!service || !isItemtype(service.itemtype)) return null;
  const { itemtype } = service;
  if (ledger && (command === 'prolong' || command === 'renew' || command === 'resume')) {
    const { pricelist } = ledger;
    const addons = new Map(Object.entries(ledger.addons));
    return { itemtype, pricelist, period: await renewalPeriod(ctx, service, ledger), addons };
  }
  if (command !== 'open' && command !== 'reopen') return null;
  const { pricelist, period, preset } = await planOf(ctx, service);
  return { itemtype, pricelist, period, addons: await wantedAddons(ctx, service, preset.id) };
}

function priceFrom(text: string): Price {
  const [amount = '', currency = ''] = text.split(' ');
  return amount === '' ? null : { amount, currency };
}
