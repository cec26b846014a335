import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { safeText } from '../safe-text.ts';

const TITLES = [
  'account',
  'kind',
  'itemtype',
  'module',
  'service',
  'license',
  'here',
  'there',
  'monthly',
  'currency',
  'from',
] as const;

/** A plan for a table of somebody's: RFC 4180, a line each, with a header. */
export function planCsv({ accounts, unused }: Plan): string {
  const rows = accounts
    .map(({ pass, differences }) => ({ account: pass.account, differences }))
    // what the ledger has of accounts that nobody reads any more names them itself
    .concat(unused.map(each => ({ account: each.there, differences: [each] })))
    .flatMap(({ account, differences }) =>
      differences.map(({ kind, itemtype, module, item, license, here, there, monthly, from }) => [
        ...[account, kind, itemtype, module, item, license, here, there],
        ...[monthly?.amount ?? '', monthly?.currency ?? '', from ?? ''],
      ]),
    );
  return [TITLES, ...rows].map(row => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Names come from outside: none of them is a formula to the program that opens the file. */
function cell(text: string): string {
  const safe = safeText(text).replace(/^(?=[=+@\t]|-(?!\d))/, "'");
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
