/** What one run of checkevent did, or with `dryRun` would do. */
export interface Report {
  readonly dryRun: boolean;
  /** Licenses read in the vendor's lists. */
  listed: number;
  /** Rows that differed from what was known. */
  changed: number;
  finished: number;
  updated: number;
  renewed: number;
  gone: number;
  /** Licenses of services that are gone, deleted or released. */
  orphansClosed: number;
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
    gone: 0,
    orphansClosed: 0,
    troubles: [],
    postponed: 0,
    plans: [],
  };
}

/** The one line that a run ends with. */
export function summaryLine(report: Report, seconds: number): string {
  const parts = [
    `${counted(report.listed, 'license')} read`,
    `${report.changed} changed`,
    report.dryRun
      ? `would update ${counted(report.updated, 'service')}`
      : `${counted(report.updated, 'service')} updated`,
    `${counted(report.finished, 'operation')} finished`,
    `${report.renewed} renewed`,
    `${report.gone} gone`,
    ...(report.orphansClosed > 0 ? [`${counted(report.orphansClosed, 'orphan')} closed`] : []),
    counted(report.troubles.length, 'problem'),
  ];
  if (report.postponed > 0) parts.push(`${report.postponed} left for the next run`);
  return `checkevent${report.dryRun ? ' (dry run)' : ''}: ${parts.join(', ')}, ${seconds.toFixed(1)} s`;
}

const counted = (count: number, noun: string): string =>
  `${count} ${count === 1 ? noun : `${noun}s`}`;
