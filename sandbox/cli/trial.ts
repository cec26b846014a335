import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ITEM_STATUS } from '../billmanager/items.ts';
import type { OperationResult } from '../driver/driver.ts';
import { type Sandbox, startSandbox } from '../sandbox.ts';
import { tellOperation } from './operate.ts';
import { say } from './print.ts';

const PREFIX = 'cpbillmgr-trial-';
const WISH = { tariff: '3541', ip: '192.0.2.10', licname: 'trial' };
/** BILLmanager starts a module again while its operation stands; a busy machine may need that. */
const ATTEMPTS = 3;
/** What ends a process that nobody is interested in any more. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * One whole opening, from the order to the key in the client's service, in a sandbox that is made
 * for it in a temporary folder and gone afterwards, however the trial ends: does this build work on
 * this machine? Answers the exit status.
 */
export async function trial(): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  const end = new AbortController();
  process.once('exit', () => {
    end.abort();
    // children of the module may be writing their last
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of SIGNALS)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  const sandbox = await startSandbox({ dir });
  try {
    return verdict(sandbox, await sandbox.order(WISH, { attempts: ATTEMPTS, signal: end.signal }));
  } finally {
    await sandbox.close();
  }
}

function verdict(sandbox: Sandbox, result: OperationResult): number {
  const wrong = whatIsWrong(sandbox, result);
  if (wrong === null) {
    say(`a license was ordered from the stand-ins and opened in ${result.ms} ms`);
    return 0;
  }
  say(`the trial failed: ${wrong}`);
  return tellOperation(result, false) || 1;
}

/** null if all is as it must be after an opening. */
function whatIsWrong(sandbox: Sandbox, { exitCode, ended, item }: OperationResult): string | null {
  if (exitCode !== 0 || !ended) return 'the license was not opened';
  const { status, params } = sandbox.service(item);
  const licenses = sandbox.upstreamServices();
  if (status !== ITEM_STATUS.active) return `the service has the status ${status}`;
  if (licenses.length !== 1 || sandbox.charges().length !== 1)
    return `${licenses.length} licenses and ${sandbox.charges().length} charges for one order`;
  return params['lickey'] === licenses[0]?.lickey
    ? null
    : 'the service has another key than the license';
}
