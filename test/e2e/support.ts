import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type RunningSandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { dist } from '../support/dist.ts';
import { type DatabaseServer, mariadb } from '../support/mariadb.ts';
import { serviceIn } from '../support/remoteid.ts';
import { letTimePassInState } from '../support/time-passes.ts';

/**
 * What each test wants of the conf below the connection: quick, and nothing waited for that cannot
 * come.
 */
const quick = (timeout: number): string =>
  `rate = 10000\nkey_wait = 0\nsettle = 0\ntimeout = ${timeout}\nconnect_timeout = 10\n`;

const opened: { sandbox: RunningSandbox; dir: string }[] = [];

afterEach(async () => {
  for (const { sandbox, dir } of opened.splice(0)) {
    await sandbox.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

export interface BoxOptions {
  /** Lines for the [upstream] section and sections behind it. */
  readonly conf?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** For an upstream's answer, in seconds; default 10. */
  readonly timeout?: number;
  /** Where the module reads facts; default: the database. */
  readonly facts?: FactsWay;
  /** The server that the database lies in; default: the one that all tests share. */
  readonly server?: DatabaseServer;
}

type FactsWay = 'database' | 'forms';
/** scripts/soak runs all of it by forms, too. */
const USUAL_FACTS: FactsWay = process.env['TEST_FACTS'] === 'forms' ? 'forms' : 'database';

/**
 * A sandbox of the test's own, with the compiled executable as its module. It ends with the test.
 */
export async function sandbox(options: BoxOptions = {}): Promise<RunningSandbox> {
  const { box, dir } = await begun(options);
  opened.push({ sandbox: box, dir });
  return box;
}

/** A fault that hangs is waited out: no longer than it takes to be sure of. */
export const impatientFor = (fault: string): BoxOptions =>
  fault.startsWith('hang') ? { timeout: 3 } : {};

/** The same for several tests; whoever asks for it ends it. */
export async function sharedSandbox(
  options: BoxOptions = {},
): Promise<{ readonly box: RunningSandbox; end(): Promise<void> }> {
  const { box, dir } = await begun(options);
  return {
    box,
    async end() {
      await box.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function begun({ conf, settings, timeout = 10, facts = USUAL_FACTS, server }: BoxOptions) {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-e2e-'));
  const box = await startSandbox({
    dir,
    dist: dist(),
    confTail: quick(timeout) + (conf ?? ''),
    ...(facts === 'database' ? { database: server ?? (await mariadb()) } : {}),
    ...(settings === undefined ? {} : { settings }),
  });
  return { box, dir };
}

/** Sums of what was charged upstream, one entry a charge. */
export const chargedFor = (made: RunningSandbox, item: number): string[] =>
  made
    .charges()
    .filter(each => serviceIn(each.remoteid) === String(item))
    .map(each => each.what);

export const stateFile = (made: RunningSandbox): string =>
  join(made.root, 'var/cpbillmgr/state.db');

/** So many minutes later, as far as what is in doubt goes. */
export const later = (made: RunningSandbox, minutes: number): void =>
  letTimePassInState(stateFile(made), minutes);

/** BILLmanager tries what stands again, six minutes later, and once more. */
export async function retryLater(made: RunningSandbox): Promise<void> {
  for (let turn = 1; turn <= 2; turn++) {
    later(made, 6);
    await made.retryAll();
  }
}

/** The state file is lost: a new disk, a careless hand. */
export function deleteState(made: RunningSandbox): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(stateFile(made) + suffix, { force: true });
}

export async function journalOf(made: RunningSandbox) {
  return openJournal({ file: stateFile(made), mustExist: true });
}

export function logOf(made: RunningSandbox): string {
  const file = join(made.root, 'var/pmcpbillmgr.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Type and text of the error document on standard output. */
export function errorOf(run: { readonly stdout: string }): { type: string; text: string } {
  const type = /<error [^>]*type="([^"]*)"/.exec(run.stdout)?.[1] ?? '';
  const text = /<msg>([^<]*)<\/msg>/.exec(run.stdout)?.[1] ?? '';
  return { type, text };
}
