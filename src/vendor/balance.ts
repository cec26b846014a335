import type { MgrDocument, MgrElement } from '../manager-api/document.ts';
import { formatAmount, parseAmount, withPlainMinus } from './amount.ts';
import { attributeOf, badAnswer, firstOf, rowsOf } from './answer-fields.ts';
import type { Money } from './vendor.ts';

const CURRENCY_FIELDS = [
  'currency_iso',
  'currencyiso',
  'currency_code',
  'currency',
  'currency_name',
] as const;
const ISO_CURRENCY = /^[A-Za-z]{3}$/;
/** The number within "12.50 EUR", "-3", "- 3" or "1 234,50 руб.". */
const NUMBER = /[+-]?\s*\d(?:[\d\s.,]*\d)?/;
/**
 * Beside the number: a minus after it, or the brackets of bookkeepers. Without it a debt would be
 * read as money.
 */
const OTHER_SIGN = /[-()]/;

/**
 * The balances of `subaccount`, one per currency; accounts in one currency (one for each provider)
 * are added up, a row that comes twice once. Throws upstream_answer_bad (passing) for a balance
 * that is no number. Source: docs/reference/vendor-api.md, "Balance".
 */
export function parseBalance(document: MgrDocument): readonly Money[] {
  const sums = new Map<string, bigint>();
  const rows = distinct(rowsOf(document));
  // a panel with a single account may return it as a form
  for (const row of rows.length > 0 ? rows : [document]) {
    const text = firstOf(row, ['balance']);
    if (text === '') continue;
    const amount = amountIn(text);
    if (amount === null)
      throw badAnswer('subaccount', `a balance that is no number: ${text.slice(0, 40)}`, 'passing');
    const currency = currencyOf(row, text);
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return [...sums].map(([currency, amount]) => ({ amount: formatAmount(amount), currency }));
}

function distinct(rows: readonly MgrElement[]): readonly MgrElement[] {
  const ids = rows.map(row => firstOf(row, ['id']));
  return rows.filter((_, index) => ids[index] === '' || ids.indexOf(ids[index] ?? '') === index);
}

function amountIn(text: string): bigint | null {
  const plain = withPlainMinus(text);
  const number = NUMBER.exec(plain)?.[0] ?? '';
  return OTHER_SIGN.test(plain.replace(number, '')) ? null : parseAmount(number);
}

/**
 * The currency's ISO code from its own field, an attribute of the balance, or the balance's text
 * ("12.50 EUR").
 */
function currencyOf(row: MgrElement, text: string): string {
  const balance = row.children.find(each => each.name === 'balance');
  const told = [
    ...CURRENCY_FIELDS.map(name => firstOf(row, [name])),
    balance === undefined ? '' : attributeOf(balance, 'currency'),
    withPlainMinus(text).replace(NUMBER, '').trim(),
  ].filter(each => each !== '');
  const code = told.find(each => ISO_CURRENCY.test(each));
  return code === undefined ? (told[0] ?? '') : code.toUpperCase();
}
