import type { Plan } from '../../../reconcile/plan/make-plan.ts';
import { csvText } from '../csv.ts';

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
  return csvText([TITLES, ...rows]);
}
