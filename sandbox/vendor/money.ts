import { PanelError } from '../store/panel-error.ts';
import type { UpstreamWorld } from './world.ts';

/** Hundredths as decimal text; four places where the price list writes them. */
export const decimal = (hundredths: number, places: 2 | 4 = 2): string =>
  (hundredths / 100).toFixed(places);

export function hundredths(text: string): number {
  const amount = Number(text);
  if (text.trim() === '' || !Number.isFinite(amount))
    throw new Error(`"${text}" is no amount of money`);
  return Math.round(amount * 100);
}

/**
 * Price of a tariff or an addon for a period in the account's currency; undefined if it is not sold
 * so.
 */
export function priceOf(
  world: UpstreamWorld,
  pricelist: number,
  period: number,
): number | undefined {
  return world.store.get<{ cost: number }>(
    'SELECT cost FROM prices WHERE pricelist = ? AND currency = ? AND period = ?',
    pricelist,
    world.settings.get('currency'),
    period,
  )?.cost;
}

interface ChargeWish {
  readonly what: 'order' | 'prolong' | 'changepricelist' | 'addon' | 'autoprolong';
  readonly service: number;
  readonly amount: number;
  readonly remoteid: string;
  readonly pricelist: number;
  readonly period: number;
  /** The end date that was paid for. */
  readonly expiredate: string | null;
}

/** What of a list price is charged: partners pay less (setting `discount_percent`). */
const net = (world: UpstreamWorld, amount: number): number =>
  Math.round((amount * (100 - world.settings.number('discount_percent'))) / 100);

/**
 * Refuses a list price that the account cannot pay, before anything is done; on credit the balance
 * may go below nothing (setting `credit_limit`).
 */
export function requireMoney(world: UpstreamWorld, amount: number): void {
  const currency = world.settings.get('currency');
  const balance = balanceOf(world, currency);
  const limit = hundredths(world.settings.get('credit_limit'));
  const wanted = net(world, amount);
  // what costs nothing is given to a debtor too
  if (wanted === 0 || wanted <= balance + limit) return;
  const text = `Not enough money: ${decimal(wanted)} ${currency} is needed, the balance is ${decimal(balance)} ${currency}`;
  throw new PanelError(world.settings.get('money_error'), 'balance', decimal(wanted), text, {
    have: decimal(balance),
    reserved: decimal(0),
    limit: decimal(limit),
    available: decimal(balance + limit),
  });
}

/** Takes the money for a list price and writes the ledger; a trial is written with nothing. */
export function charge(world: UpstreamWorld, wish: ChargeWish): void {
  requireMoney(world, wish.amount);
  const currency = world.settings.get('currency');
  const amount = net(world, wish.amount);
  world.store.run('UPDATE balance SET amount = amount - ? WHERE currency = ?', amount, currency);
  const time = world.clock.now().toISOString();
  world.store.insert('charges', { ...wish, amount, time, currency });
}

function balanceOf(world: UpstreamWorld, currency: string): number {
  return (
    world.store.get<{ amount: number }>('SELECT amount FROM balance WHERE currency = ?', currency)
      ?.amount ?? 0
  );
}
