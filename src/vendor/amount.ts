import type { Money } from './vendor.ts';

/**
 * Money is counted in whole ten-thousandths: BILLmanager keeps four decimals, and binary fractions
 * cannot.
 */
const DECIMALS = 4;
const UNIT = 10n ** BigInt(DECIMALS);

const BLANKS = /[\s\u00a0\u202f]/g;
const PLAIN = /^([+-]?)(\d{1,18})(?:\.(\d*))?$/;
const THOUSANDS = /^[+-]?\d{1,3}(?:,\d{3})+\.\d*$/;
const DOTTED_THOUSANDS = /^[+-]?\d{1,3}(?:\.\d{3})+,\d*$/;
/** A comma before three digits may separate thousands: such a number is refused. */
const DECIMAL_COMMA = /^[+-]?\d+,(?:\d{1,2}|\d{4})$/;

/** Every dash that people and programs write for a minus (U+2212, en dash ...) as the plain one. */
export const withPlainMinus = (text: string): string => text.replace(/[\p{Pd}\u2212]/gu, '-');

/**
 * Decimal text ("12.50", "950.0000", "-3", "1 234,50", "1.234,50") as ten-thousandths. null for
 * anything that is no number, for an ambiguous comma ("1,234") and for a fraction finer than four
 * decimals: a wrong amount is worse than none.
 */
export function parseAmount(text: string): bigint | null {
  const match = PLAIN.exec(withPoint(withPlainMinus(text.replace(BLANKS, ''))));
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0');
  if (/[1-9]/.test(fraction.slice(DECIMALS))) return null;
  const amount = BigInt(whole) * UNIT + BigInt(kept);
  return sign === '-' ? -amount : amount;
}

/** Ten-thousandths as decimal text with at least two decimals: "12.50", "0.0125". */
export function formatAmount(amount: bigint): string {
  const sign = amount < 0n ? '-' : '';
  const positive = amount < 0n ? -amount : amount;
  const fraction = (positive % UNIT)
    .toString()
    .padStart(DECIMALS, '0')
    .replace(/0{1,2}$/, '');
  return `${sign}${positive / UNIT}.${fraction}`;
}

/**
 * Negative, zero or positive as `a` is less than, equal to or more than `b`. An empty currency is
 * the account's own, and compares with any. null when the currencies differ or an amount cannot be
 * read.
 */
export function compareMoney(a: Money, b: Money): -1 | 0 | 1 | null {
  if (!sameCurrency(a.currency, b.currency)) return null;
  const [left, right] = [parseAmount(a.amount), parseAmount(b.amount)];
  if (left === null || right === null) return null;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/**
 * Whether two currency names may mean the same one; an empty name is the account's own currency.
 */
export function sameCurrency(a: string, b: string): boolean {
  const [left, right] = [a.trim().toUpperCase(), b.trim().toUpperCase()];
  return left === right || left === '' || right === '';
}

function withPoint(text: string): string {
  if (DECIMAL_COMMA.test(text)) return text.replace(',', '.');
  if (DOTTED_THOUSANDS.test(text)) return text.replaceAll('.', '').replace(',', '.');
  return THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
}

/** An amount as people read it: `4.00 EUR`. The vendor's list does not always name a currency. */
export const moneyText = ({ amount, currency }: Money): string => `${amount} ${currency}`.trim();

/**
 * Amounts added up, one sum for each currency. Empty if one of them is no number: a sum without it
 * would be wrong.
 */
export function sumsOf(amounts: readonly Money[]): readonly Money[] {
  const sums = new Map<string, bigint>();
  for (const { amount, currency } of amounts) {
    const value = parseAmount(amount);
    if (value === null) return [];
    sums.set(currency, (sums.get(currency) ?? 0n) + value);
  }
  return [...sums].map(([currency, sum]) => ({ amount: formatAmount(sum), currency }));
}
