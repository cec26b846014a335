import { Fault, toFault } from '../../../base/fault.ts';
import { compareMoney, formatAmount, moneyText, parseAmount } from '../../../vendor/amount.ts';
import { priceOf } from '../../../vendor/price.ts';
import type { Money } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import type { Plan } from '../license/plan.ts';

/** What is bought, as far as its price depends on it. */
export type Purchase = Pick<Plan, 'preset' | 'pricelist' | 'period'>;

/**
 * A price list changes rarely; without a limit to hold it against, a price only serves as a
 * warning.
 */
const PRICE_AGE_MS = 24 * 3600 * 1000;
/**
 * A balance is trusted this long if it is many times the price: other orders draw on it meanwhile.
 */
const BALANCE_AGE_MS = 3600 * 1000;
const AMPLE = 10n;

/** How it is bought. */
export interface Terms {
  /** The first term is an order; a change of tariff is like one. */
  readonly first: 'order' | 'renewal';
  readonly count: number;
}

const ONE_ORDER: Terms = { first: 'order', count: 1 };

/**
 * Guards before money moves: the vendor sells this period, and no term costs more than the preset's
 * max_cost, or max_cost.renewal, allows. Returns the price of a term, without tax as the price list
 * has it; null: it is not known. Faults (final): period_unsold, price_above_max, price_unknown.
 * Where the price cannot be found out and no limit asks for it, the vendor's own refusal is left to
 * judge. The balance only warns: accounts on credit and discounts exist, and a login may lack the
 * right to see it (docs/reference/vendor-api.md, "Balance").
 */
export async function checkPurchase(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  addons: ReadonlyMap<string, number>,
  terms: Terms = ONE_ORDER,
): Promise<Money | null> {
  const limits = limitsOf(ctx, plan, terms);
  // without a limit the vendor decides what a term of a renewal costs
  if (limits.length === 0 && terms.first === 'renewal' && terms.count === 1)
    return recentPrice(ctx, target, plan, addons);
  const isFresh = limits.length > 0 || terms.count > 1;
  const price = await currentPrice(ctx, target, plan, addons, { terms, limits, isFresh });
  if ('unknown' in price) {
    if (limits.length === 0) return null;
    throw new Fault('price_unknown', { object: plan.preset.name, value: price.unknown });
  }
  for (const amount of limits) {
    if (isMore(price, { amount, currency: price.currency }))
      throw new Fault('price_above_max', { object: plan.preset.name, value: moneyText(price) });
  }
  if (terms.first === 'order') await warnOfBalance(ctx, target, price);
  return price;
}

/** Is there a limit for changes of tariff? Without one nothing is asked for them. */
export const limitsChanges = (ctx: Context, preset: string): boolean =>
  ctx.conf.presetSettings(preset).maxCost !== null;

function limitsOf(ctx: Context, { preset }: Purchase, { first, count }: Terms): readonly string[] {
  const { maxCost, maxCostRenewal } = ctx.conf.presetSettings(preset.id);
  const limits = [
    ...(first === 'order' ? [maxCost] : []),
    ...(first === 'renewal' || count > 1 ? [maxCostRenewal ?? maxCost] : []),
  ];
  return limits.filter(limit => limit !== null);
}

/** How a price is asked for. */
interface Question {
  readonly terms: Terms;
  readonly limits: readonly string[];
  /** A limit is held against the price of now, however lately it was asked. */
  readonly isFresh: boolean;
}

function priceKey(
  { account }: LicenseTarget,
  { pricelist, period }: Purchase,
  addons: ReadonlyMap<string, number>,
): string {
  const amounts = [...addons]
    .map(([id, amount]) => `${id}=${amount}`)
    .sort()
    .join(',');
  return `price ${account} ${pricelist} ${period} ${amounts}`;
}

/** As it was asked within a day; null: it was not. */
async function recentPrice(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  addons: ReadonlyMap<string, number>,
): Promise<Money | null> {
  const remembered = await ctx.journal.recall(priceKey(target, plan, addons));
  if (!remembered) return null;
  const isRecent = ctx.clock.now().getTime() - remembered.storedAt.getTime() < PRICE_AGE_MS;
  return isRecent ? moneyFrom(String(remembered.value)) : null;
}

/** What an unknown price was asked for, in words for people. */
interface UnknownPrice {
  readonly unknown: string;
}

/** The vendor's price of a term, at most a day old. Fault period_unsold, of an order. */
async function currentPrice(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  addons: ReadonlyMap<string, number>,
  question: Question,
): Promise<Money | UnknownPrice> {
  const { pricelist, period } = plan;
  const unknown = (gap = '') => ({
    unknown: `pricelist ${pricelist}, period ${period}${gap === '' ? '' : `, ${gap}`}`,
  });
  if (!target.vendor.abilities.priceList) return unknown();
  const remembered = question.isFresh ? null : await recentPrice(ctx, target, plan, addons);
  if (remembered) return remembered;
  const list = await priceListOrNothing(ctx, target, plan, question);
  if (list === null) return unknown();
  const price = priceOf(list, {
    pricelist,
    period,
    addons,
    ...(await accountCurrency(ctx, target)),
  });
  if (price.sold) {
    await ctx.journal.remember(priceKey(target, plan, addons), moneyText(price.cost));
    return price.cost;
  }
  // a license may be renewed long after its tariff was taken off the price list
  const isOrder = question.terms.first === 'order';
  if (isOrder && (price.gap === 'period' || price.gap === 'addon'))
    throw new Fault('period_unsold', { object: plan.preset.name, value: period });
  const gap = `${price.gap} ${price.missing}`.trim();
  ctx.log.warning(`the price of pricelist ${pricelist} is not known: ${gap}`);
  return unknown(gap);
}

/** An account that may not read price lists may still order. */
const NO_PRICE_LIST: ReadonlySet<string> = new Set([
  'upstream_access',
  'upstream_missed',
  'upstream_refused',
  'not_sold_here',
]);

/**
 * null: the vendor does not tell. A list that cannot be read now matters to a limit alone, and
 * without one no renewal waits for it.
 */
async function priceListOrNothing(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  { terms, limits }: Question,
) {
  try {
    return await target.vendor.priceList({ itemtype: target.itemtype, pricelist: plan.pricelist });
  } catch (error) {
    const fault = toFault(error);
    if (fault.type === 'internal') throw error;
    const matters = limits.length > 0;
    const isUnread = fault.type === 'upstream_answer_bad' || terms.first === 'renewal';
    if (!(isUnread && !matters) && !NO_PRICE_LIST.has(fault.type)) throw error;
    ctx.log.warning(`the price of pricelist ${plan.pricelist} cannot be checked: ${fault.message}`);
    return null;
  }
}

/**
 * The balance is asked anew unless the one last seen is recent and many times the price, or was not
 * told lately.
 */
async function warnOfBalance(ctx: Context, target: LicenseTarget, cost: Money): Promise<void> {
  const remembered = await recallBalances(ctx, target);
  if (remembered?.isRecent) {
    const seen = remembered.balances.find(each => each.currency === cost.currency);
    if (remembered.balances.length === 0 || (seen && !isMore(times(cost, AMPLE), seen))) return;
  }
  const balance = (await readBalances(ctx, target)).find(each => each.currency === cost.currency);
  if (balance && isMore(cost, balance))
    ctx.log.warning(
      `the balance ${moneyText(balance)} is below the price ${moneyText(cost)}: the vendor decides whether it is enough`,
    );
}

/**
 * The account's own currency, where it has just one; prices are compared in it. A balance of any
 * age tells it.
 */
async function accountCurrency(
  ctx: Context,
  target: LicenseTarget,
): Promise<{ readonly currency?: string }> {
  const remembered = await recallBalances(ctx, target);
  const isKnown = remembered !== null && (remembered.isRecent || remembered.balances.length > 0);
  const balances = isKnown ? remembered.balances : await readBalances(ctx, target);
  const [only, ...others] = balances;
  return only && others.length === 0 ? { currency: only.currency } : {};
}

/** As last read; none when the vendor did not tell them then. null: never asked. */
async function recallBalances(ctx: Context, target: LicenseTarget) {
  const remembered = await ctx.journal.recall(balanceKey(target));
  if (remembered === null) return null;
  const isRecent = ctx.clock.now().getTime() - remembered.storedAt.getTime() < BALANCE_AGE_MS;
  return { balances: balancesFrom(remembered.value), isRecent };
}

/** Noted for the next order, too; none where the vendor does not tell them. */
async function readBalances(ctx: Context, target: LicenseTarget): Promise<readonly Money[]> {
  const balances = await balancesOrNothing(ctx, target);
  const text = balances.map(moneyText).join(';');
  await ctx.journal.remember(balanceKey(target), text);
  return balances;
}

async function balancesOrNothing(ctx: Context, target: LicenseTarget): Promise<readonly Money[]> {
  try {
    return await target.vendor.balance();
  } catch (error) {
    const fault = toFault(error);
    if (fault.type === 'internal') throw error;
    ctx.log.warning(`the balance is not known: ${fault.message} ${fault.detail}`);
    return [];
  }
}

const balanceKey = (target: LicenseTarget): string => `balance ${target.account}`;

function balancesFrom(value: unknown): readonly Money[] {
  if (typeof value !== 'string' || value === '') return [];
  return value.split(';').map(moneyFrom);
}

function moneyFrom(text: string): Money {
  const [amount = '', currency = ''] = text.split(' ');
  return { amount, currency };
}

/** False also when the two cannot be compared: the vendor's own refusal is left to judge then. */
const isMore = (a: Money, b: Money): boolean => compareMoney(a, b) === 1;

function times(money: Money, factor: bigint): Money {
  const amount = parseAmount(money.amount);
  return amount === null ? money : { ...money, amount: formatAmount(amount * factor) };
}
