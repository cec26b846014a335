import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../../app/app.ts';
import { toFault } from '../../base/fault.ts';
import { fileLog } from '../../base/file-log.ts';
import { writeOut } from '../../base/output.ts';
import { oneLine } from '../../base/plain-text.ts';
import { noProgress, terminalProgress } from '../../base/progress.ts';
import { managerRoot } from '../../base/root.ts';
import { maskSecrets } from '../../base/secrets.ts';
import { checkevent } from '../../reconcile/reconcile.ts';
import { type Report, summaryLine } from '../../reconcile/report.ts';

const USAGE = `cpbillmgr checkevent [--module N] [--dry-run] [--json] [--verbose]

Brings BILLmanager up to date with the vendor: finishes open operations, brings over what
changed, renews what is due.
Silent when all is well and standard output is no terminal.

  --module N   only this processing module
  --dry-run    say what would be done, change nothing
  --json       the report as JSON
  --verbose    always print the summary line

Exit codes: 0 all is well, or another run is under way; 1 there were troubles; 2 wrong arguments.
`;

/** The cron entry (product.md, section 2). */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  const options = optionsOf(argv.filter(word => word !== 'checkevent'));
  if (typeof options === 'string') {
    process.stderr.write(`${startedAs} checkevent: ${oneLine(options)}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    writeOut(USAGE);
    return 0;
  }
  const root = managerRoot();
  const log = fileLog(join(root, 'var/pmcpbillmgr.log'), 'pmcpbillmgr');
  const app = createApp({ root, moduleName: 'pmcpbillmgr', log });
  const began = Date.now();
  try {
    const ctx = await app.context();
    const progress =
      process.stderr.isTTY && !options.json ? terminalProgress(process.stderr) : noProgress;
    const report = await checkevent(ctx, {
      module: options.module,
      dryRun: options.dryRun,
      progress,
    });
    if (!report) {
      writeOut('checkevent: another run is under way\n');
      return 0;
    }
    const summary = summaryLine(report, (Date.now() - began) / 1000);
    log.info(summary);
    print(report, summary, options);
    return report.troubles.length === 0 ? 0 : 1;
  } catch (error) {
    const fault = toFault(error);
    log.error(`checkevent: ${fault.type}: ${fault.message} ${fault.detail}`);
    process.stderr.write(`${startedAs} checkevent: ${oneLine(maskSecrets(fault.message))}\n`);
    return 1;
  } finally {
    await app.dispose();
    log.close();
  }
}

interface Options {
  readonly module: string | null;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** The options, or what is wrong with them. */
function optionsOf(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        command: { type: 'string', short: 'c' },
        module: { type: 'string', short: 'm' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.module !== undefined && !/^\d+$/.test(values.module))
      return `--module takes a number, not "${values.module}"`;
    return {
      module: values.module ?? null,
      dryRun: values['dry-run'] ?? false,
      json: values.json ?? false,
      verbose: values.verbose ?? false,
      help: values.help ?? false,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Cron mails whatever is printed: nothing, then, unless something is wrong or a person looks on.
 */
function print(report: Report, summary: string, options: Options): void {
  if (options.json) {
    writeOut(`${JSON.stringify({ ...report, summary })}\n`);
    return;
  }
  for (const plan of report.plans) writeOut(`${oneLine(plan)}\n`);
  for (const trouble of report.troubles)
    process.stderr.write(`checkevent: ${oneLine(maskSecrets(trouble))}\n`);
  if (options.verbose || options.dryRun || report.troubles.length > 0 || process.stdout.isTTY)
    writeOut(`${summary}\n`);
}
