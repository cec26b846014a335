import { formatAmount, moneyText, parseAmount } from '../vendor/amount.ts';
import type { Money } from '../vendor/vendor.ts';

/** What one run of checkevent did, or with `dryRun` would do: it counts then, too. */
export interface Report {
  readonly dryRun: boolean;
  /** Licenses read in the vendor's lists. */
  listed: number;
  /** Rows that differed from what was known. */
  changed: number;
  finished: number;
  updated: number;
  renewed: number;
  /** What these renewals cost, by currency, as far as it is known. */
  readonly spent: Money[];
  gone: number;
  /** Licenses of services that are gone, deleted or released. */
  orphansClosed: number;
  /** Licenses with our mark, or without remoteid, that are not known here: `plan` tells of them. */
  strays: number;
  /** What could not be done, in words; the rest went on. */
  readonly troubles: string[];
  /** Rows left for the next run because the time was over. */
  postponed: number;
  /** What a dry run found to do, in words. */
  readonly plans: string[];
}

export function newReport(dryRun: boolean): Report {
  return {
    dryRun,
    listed: 0,
    changed: 0,
    finished: 0,
    updated: 0,
    renewed: 0,
    spent: [],
    gone: 0,
    orphansClosed: 0,
    strays: 0,
    troubles: [],
    postponed: 0,
    plans: [],
  };
}

export function addSpent({ spent }: Report, { amount, currency }: Money): void {
  const index = spent.findIndex(each => each.currency === currency);
  const sum = (parseAmount(spent[index]?.amount ?? '0') ?? 0n) + (parseAmount(amount) ?? 0n);
  spent.splice(index === -1 ? spent.length : index, 1, { amount: formatAmount(sum), currency });
}

/** The one line that a run ends with. */
export function summaryLine(report: Report, seconds: number): string {
  const done = (count: number, noun: string, is: string, would: string): string =>
    report.dryRun ? `would ${would} ${counted(count, noun)}` : `${counted(count, noun)} ${is}`;
  const spent = report.spent.length > 0 ? ` (${report.spent.map(moneyText).join(', ')})` : '';
  const parts = [
    `${counted(report.listed, 'license')} read`,
    `${report.changed} changed`,
    done(report.updated, 'service', 'updated', 'update'),
    done(report.finished, 'operation', 'finished', 'finish'),
    `${done(report.renewed, 'license', 'renewed', 'renew')}${spent}`,
    `${report.gone} gone`,
    ...(report.orphansClosed > 0 ? [done(report.orphansClosed, 'orphan', 'closed', 'close')] : []),
    ...(report.strays > 0 ? [`${counted(report.strays, 'stray')} (cpbillmgr plan)`] : []),
    counted(report.troubles.length, 'problem'),
    ...(report.postponed > 0 ? [`${report.postponed} left for the next run`] : []),
  ];
  return `checkevent${report.dryRun ? ' (dry run)' : ''}: ${parts.join(', ')}, ${seconds.toFixed(1)} s`;
}

const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : `${noun}s`}`;
