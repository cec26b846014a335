import { Fault, toFault } from '../../../base/fault.ts';
import { compareMoney, formatAmount, parseAmount, priceOf } from '../../../vendor/price.ts';
import type { Money } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import type { Plan } from '../license/plan.ts';

/** What is bought, as far as its price depends on it. */
export type Purchase = Pick<Plan, 'preset' | 'pricelist' | 'period'>;

/**
 * A price list changes rarely; without a limit to hold it against, a price only tells whether the
 * balance is enough.
 */
const PRICE_AGE_MS = 24 * 3600 * 1000;
/**
 * A balance is trusted this long if it is many times the price: other orders draw on it meanwhile.
 */
const BALANCE_AGE_MS = 3600 * 1000;
const AMPLE = 10n;

/**
 * Guards before money moves: the vendor sells this period, the price is not above the preset's
 * max_cost, the balance is not below the price. Faults (final): period_unsold, price_above_max,
 * price_unknown, balance_low. Where the price cannot be found out and no max_cost asks for it, the
 * the vendor's own refusal is left to judge.
 */
export async function checkPurchase(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  addons: ReadonlyMap<string, number>,
): Promise<void> {
  const { maxCost } = ctx.conf.presetSettings(plan.preset.id);
  const price = await currentPrice(ctx, target, plan, addons);
  if (price === null) {
    if (maxCost === null) return;
    throw new Fault('price_unknown', {
      object: plan.preset.name,
      value: `pricelist ${plan.pricelist}, period ${plan.period}`,
    });
  }
  if (maxCost !== null && isMore(price, { amount: maxCost, currency: price.currency })) {
    throw new Fault('price_above_max', { object: plan.preset.name, value: moneyText(price) });
  }
  await checkBalance(ctx, target, price);
}

/**
 * The vendor's price of the order, at most a day old; null where the vendor does not tell it. Fault
 * period_unsold.
 */
async function currentPrice(
  ctx: Context,
  target: LicenseTarget,
  plan: Purchase,
  addons: ReadonlyMap<string, number>,
): Promise<Money | null> {
  if (!target.vendor.abilities.priceList) return null;
  const amounts = [...addons]
    .map(([id, amount]) => `${id}=${amount}`)
    .sort()
    .join(',');
  const key = `price ${target.account} ${plan.pricelist} ${plan.period} ${amounts}`;
  // a limit is held against the price of now, however lately it was asked
  const { maxCost } = ctx.conf.presetSettings(plan.preset.id);
  const remembered = maxCost === null ? await ctx.journal.recall(key) : null;
  if (remembered && ctx.clock.now().getTime() - remembered.storedAt.getTime() < PRICE_AGE_MS) {
    return moneyFrom(String(remembered.value));
  }
  const list = await priceListOrNothing(ctx, target, plan);
  if (list === null) return null;
  const { pricelist, period } = plan;
  const price = priceOf(list, {
    pricelist,
    period,
    addons,
    ...(await accountCurrency(ctx, target)),
  });
  if (price.sold) {
    await ctx.journal.remember(key, moneyText(price.cost));
    return price.cost;
  }
  if (price.gap === 'period' || price.gap === 'addon')
    throw new Fault('period_unsold', { object: plan.preset.name, value: period });
  ctx.log.warning(
    `the price of pricelist ${pricelist} is not known: ${price.gap} ${price.missing}`,
  );
  return null;
}

/** An account without the right to read price lists may still order. */
async function priceListOrNothing(ctx: Context, target: LicenseTarget, plan: Purchase) {
  try {
    return await target.vendor.priceList({ itemtype: target.itemtype, pricelist: plan.pricelist });
  } catch (error) {
    const fault = toFault(error);
    if (
      fault.type !== 'upstream_access' &&
      fault.type !== 'upstream_missed' &&
      fault.type !== 'upstream_refused'
    )
      throw error;
    ctx.log.warning(`the price of pricelist ${plan.pricelist} cannot be checked: ${fault.message}`);
    return null;
  }
}

/** The balance is asked anew unless the one last seen is recent and many times the price. */
async function checkBalance(ctx: Context, target: LicenseTarget, cost: Money): Promise<void> {
  const remembered = await ctx.journal.recall(balanceKey(target));
  if (remembered && ctx.clock.now().getTime() - remembered.storedAt.getTime() < BALANCE_AGE_MS) {
    const seen = balancesFrom(remembered.value).find(each => each.currency === cost.currency);
    if (seen && !isMore(times(cost, AMPLE), seen)) return;
  }
  const balance = (await readBalances(ctx, target)).find(each => each.currency === cost.currency);
  if (balance && isMore(cost, balance)) {
    throw new Fault('balance_low', { object: moneyText(cost), value: moneyText(balance) });
  }
}

/** The account's own currency, where it has just one; prices are compared in it. */
async function accountCurrency(
  ctx: Context,
  target: LicenseTarget,
): Promise<{ readonly currency?: string }> {
  const remembered = await ctx.journal.recall(balanceKey(target));
  const balances = remembered ? balancesFrom(remembered.value) : await readBalances(ctx, target);
  const [only, ...others] = balances;
  return only && others.length === 0 ? { currency: only.currency } : {};
}

async function readBalances(ctx: Context, target: LicenseTarget): Promise<readonly Money[]> {
  const balances = await target.vendor.balance();
  const text = balances.map(moneyText).join(';');
  await ctx.journal.remember(balanceKey(target), text);
  return balances;
}

const balanceKey = (target: LicenseTarget): string => `balance ${target.account}`;
const moneyText = (money: Money): string => `${money.amount} ${money.currency}`.trim();

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
