import { join } from 'node:path';
import { createApp } from '../../app/app.ts';
import { faultText, type Language, toFault } from '../../base/fault.ts';
import { fileLog } from '../../base/file-log.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { logFile } from '../../base/paths.ts';
import { oneLine } from '../../base/plain-text.ts';
import { noProgress, terminalProgress } from '../../base/progress.ts';
import { maskSecrets } from '../../base/secrets.ts';
import type { Context } from '../../operations/engine/context.ts';
import { checkevent } from '../../reconcile/reconcile.ts';
import { type Report, summaryLine } from '../../reconcile/report.ts';
import { newTroubles } from '../../reconcile/told-troubles.ts';

/** The options of a run, from cron or by hand (docs/cli.md, "checkevent"). */
interface CheckeventCall {
  readonly root: string;
  readonly language: Language;
  /** Only this processing module. */
  readonly module: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
  /** Prints the summary line even when all is well and nobody is watching. */
  readonly verbose: boolean;
}

/**
 * The cron entry (docs/cli.md, "checkevent"). Returns the exit code: also 0 when another run is
 * under way, and in maintenance.
 */
export async function runCheckevent(call: CheckeventCall): Promise<number> {
  const { root } = call;
  const log = fileLog(join(root, logFile(LICENSES_MODULE)), LICENSES_MODULE);
  const app = createApp({ root, moduleName: LICENSES_MODULE, log });
  const began = Date.now();
  const scope = call.module === null ? '' : `module ${call.module}`;
  let ctx: Context | null = null;
  try {
    app.mayAct();
    ctx = await app.context();
    const progress =
      process.stderr.isTTY && !call.json ? terminalProgress(process.stderr) : noProgress;
    const report = await checkevent(ctx, { module: call.module, dryRun: call.dryRun, progress });
    if (!report) {
      writeOut('checkevent: another run is under way\n');
      return 0;
    }
    const summary = summaryLine(report, (Date.now() - began) / 1000);
    log.info(summary);
    const isMailed = isUnattended(call);
    const news = isMailed ? await newTroubles(ctx, scope, report.troubles) : report.troubles;
    print(report, news, summary, call);
    return report.troubles.length === 0 ? 0 : 1;
  } catch (error) {
    const fault = toFault(error);
    log.error(`checkevent: ${fault.type}: ${fault.message} ${fault.detail}`);
    const text = oneLine(maskSecrets(faultText(fault, call.language)));
    if (await isNews(ctx, scope, text, call))
      process.stderr.write(`cpbillmgr checkevent: ${text}\n`);
    return fault.type === 'maintenance' ? 0 : 1;
  } finally {
    await app.dispose();
    log.close();
  }
}

/** Cron runs it: what it prints is mailed, or lost. */
const isUnattended = ({ json, verbose, dryRun }: CheckeventCall): boolean =>
  !(json || verbose || dryRun || process.stdout.isTTY || process.stderr.isTTY);

/** What ends a run; without a state file, or with one that cannot be used, it is told each time. */
async function isNews(
  ctx: Context | null,
  scope: string,
  text: string,
  call: CheckeventCall,
): Promise<boolean> {
  if (ctx === null || !isUnattended(call)) return true;
  try {
    return (await newTroubles(ctx, scope, [text])).length > 0;
  } catch {
    return true;
  }
}

/**
 * Cron mails whatever is printed, so print nothing unless something is wrong that was not told yet
 * (`news`), or a person is watching.
 */
function print(
  report: Report,
  news: readonly string[],
  summary: string,
  call: CheckeventCall,
): void {
  if (call.json) {
    writeOut(`${JSON.stringify({ ...report, summary })}\n`);
    return;
  }
  for (const plan of report.plans) writeOut(`${oneLine(plan)}\n`);
  for (const trouble of news)
    process.stderr.write(`checkevent: ${oneLine(maskSecrets(trouble))}\n`);
  if (call.verbose || call.dryRun || news.length > 0 || process.stdout.isTTY)
    writeOut(`${summary}\n`);
}
