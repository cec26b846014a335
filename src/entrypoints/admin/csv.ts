import { safeText } from './safe-text.ts';

/** Rows for a table of somebody's, the header first: RFC 4180. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');

/** Names come from outside: none of them is a formula to the program that opens the file. */
function cell(text: string): string {
  const safe = safeText(text).replace(/^(?=[=+@\t]|-(?!\d))/, "'");
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
