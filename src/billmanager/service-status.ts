import type { ServiceStatus } from './billmanager.ts';

/**
 * docs/reference/processing-module.md, "Item status": 1 ordered, 2 active, 3 suspended, 4
 * deleted, 5 processing.
 */
const NUMBERS: Readonly<Record<ServiceStatus, string>> = {
  ordered: '1',
  active: '2',
  suspended: '3',
  deleted: '4',
  processing: '5',
};
const STATUSES: ReadonlyMap<string, ServiceStatus> = new Map([
  ['1', 'ordered'],
  ['2', 'active'],
  ['3', 'suspended'],
  ['4', 'deleted'],
  ['5', 'processing'],
]);

export function statusNumber(status: ServiceStatus): string {
  return NUMBERS[status];
}

/**
 * Reads a status number; lists may add the reason to it (`3_autosuspend`). Null for anything else.
 */
export function parseStatus(text: string | undefined): ServiceStatus | null {
  const number = /^([1-5])(?:_|$)/.exec(text?.trim() ?? '')?.[1];
  return STATUSES.get(number ?? '') ?? null;
}
