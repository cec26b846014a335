import { noProgress } from '../../src/base/progress.ts';
import type { Context } from '../../src/operations/engine/context.ts';
import { checkevent } from '../../src/reconcile/reconcile.ts';
import type { Report } from '../../src/reconcile/report.ts';

/** One run of checkevent in this process. */
export async function cron(ctx: Context): Promise<Report> {
  const report = await checkevent(ctx, { module: null, dryRun: false, progress: noProgress });
  if (report === null) throw new Error('another run is under way');
  return report;
}
