import {
  childrenOf,
  field,
  type MgrDocument,
  type MgrElement,
  text,
} from '../manager-api/document.ts';
import type { Account, AccountRow, LimitName, Limits } from './panel.ts';

/**
 * Spellings of "in use" and "switched off": lists of panels differ (docs/reference/panel-api.md,
 * "Accounts").
 */
const ACTIVE: ReadonlySet<string> = new Set(['on', 'active', 'enabled', 'yes', '1', '2']);
const SUSPENDED: ReadonlySet<string> = new Set(['off', 'suspended', 'disabled', 'no', '0', '3']);
const STATUS_FIELDS = ['status', 'active', 'enabled'];

const isLimit = (name: string): name is LimitName => name.startsWith('limit_');

/** A row of the list `user`. Null for a row without a name (totals). */
export function parseRow(row: MgrElement): AccountRow | null {
  const name = text(row, 'name') || text(row, 'id');
  return name === '' ? null : rowOf(name, each => text(row, each));
}

/** The form `user.edit elid=NAME`. Null if it is about another account or none. */
export function parseAccount(document: MgrDocument, name: string): Account | null {
  const told = field(document, 'elid') || field(document, 'name') || '';
  if (told !== name) return null;
  return { ...rowOf(name, each => field(document, each) ?? ''), limits: limitsOf(document) };
}

function rowOf(name: string, of: (field: string) => string): AccountRow {
  return {
    name,
    level: wholeNumber(of('level')),
    fullname: of('fullname'),
    template: of('preset'),
    status: statusOf(of),
    diskUsed: usedOf(of, ['disk_used', 'quota_used'], 'limit_quota'),
    trafficUsed: usedOf(of, ['traff_used', 'traffic_used'], 'limit_traff'),
  };
}

/** The `limit_*` fields of a form: directly under `doc` or one level deeper. */
export function limitsOf(document: MgrDocument): Limits {
  const limits = new Map<LimitName, string>();
  for (const holder of [document, ...childrenOf(document, 'doc')]) {
    for (const each of holder.children) {
      if (isLimit(each.name) && each.children.length === 0 && !limits.has(each.name))
        limits.set(each.name, each.text);
    }
  }
  return limits;
}

function statusOf(of: (field: string) => string): AccountRow['status'] {
  for (const name of STATUS_FIELDS) {
    const word = of(name).toLowerCase();
    if (SUSPENDED.has(word)) return 'suspended';
    if (ACTIVE.has(word)) return 'active';
  }
  return null;
}

/** A field of the use itself, or "used / limit" of the limit's column, in MiB. */
function usedOf(
  of: (field: string) => string,
  names: readonly string[],
  limit: LimitName,
): number | null {
  const told = names.map(of).find(text => text !== '') ?? /^(.*)\//.exec(of(limit))?.[1] ?? '';
  const number = /^\s*(\d+(?:\.\d+)?)/.exec(told)?.[1];
  return number === undefined ? null : Math.ceil(Number(number));
}

function wholeNumber(value: string): number | null {
  return /^\d{1,9}$/.test(value) ? Number(value) : null;
}
