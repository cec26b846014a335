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
import { checkevent } from '../../reconcile/reconcile.ts';
import { type Report, summaryLine } from '../../reconcile/report.ts';

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
  try {
    app.mayAct();
    const ctx = await app.context();
    const progress =
      process.stderr.isTTY && !call.json ? terminalProgress(process.stderr) : noProgress;
    const report = await checkevent(ctx, { module: call.module, dryRun: call.dryRun, progress });
    if (!report) {
      writeOut('checkevent: another run is under way\n');
      return 0;
    }
    const summary = summaryLine(report, (Date.now() - began) / 1000);
    log.info(summary);
    print(report, summary, call);
    return report.troubles.length === 0 ? 0 : 1;
  } catch (error) {
    const fault = toFault(error);
    log.error(`checkevent: ${fault.type}: ${fault.message} ${fault.detail}`);
    process.stderr.write(
      `cpbillmgr checkevent: ${oneLine(maskSecrets(faultText(fault, call.language)))}\n`,
    );
    return fault.type === 'maintenance' ? 0 : 1;
  } finally {
    await app.dispose();
    log.close();
  }
}

/**
 * Cron mails whatever is printed, so print nothing unless something is wrong or a person is
 * watching.
 */
function print(report: Report, summary: string, call: CheckeventCall): void {
  if (call.json) {
    writeOut(`${JSON.stringify({ ...report, summary })}\n`);
    return;
  }
  for (const plan of report.plans) writeOut(`${oneLine(plan)}\n`);
  for (const trouble of report.troubles)
    process.stderr.write(`checkevent: ${oneLine(maskSecrets(trouble))}\n`);
  if (call.verbose || call.dryRun || report.troubles.length > 0 || process.stdout.isTTY)
    writeOut(`${summary}\n`);
}
