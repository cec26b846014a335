import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../../sandbox/database/server.ts';
import { type RunningSandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { PROGRAM_LINK } from '../../src/base/paths.ts';
import { cacheName } from '../../src/runtime/cache-profile.ts';

/**
 * Runs sample calls with the recording executable (scripts/lib/recorder.ts) that lies in the tree
 * `trial`, against a sandbox of its own, and answers V8's code caches of the chunks under their
 * names as assets (src/runtime/cache-profile.ts). Throws an Error that names the call and what it
 * said when a sample does not end well: an executable that cannot carry out its samples must not be
 * installed.
 */
export async function recordCaches(trial: string): Promise<ReadonlyMap<string, Uint8Array>> {
  // without a MariaDB the executable comes out well, but slower where a panel's database is read
  const sandbox = await startSandbox({
    dir: join(trial, 'sandbox'),
    dist: trial,
    database: isInstalled(),
  });
  try {
    await learn(sandbox);
    rmSync(join(trial, 'caches'), { recursive: true });
    mustSucceed('features', await sandbox.runModule(['--command', 'features']));
    await runOperations(sandbox);
    await runAccounts(sandbox);
    await runQuestions(sandbox);
    await runTools(sandbox.root);
  } finally {
    await sandbox.close();
  }
  return readCaches(join(trial, 'caches'));
}

/** Libraries are used in much the same way by all calls; what stands behind a entrypoint is not. */
const variesByCommand = (chunk: string): boolean => /-entrypoint\.js$/.test(chunk);

/**
 * The caches of entrypoints for each command, and for all other calls the largest of each chunk. As
 * few as that: the runtime looks at each asset when it starts, and a look costs memory.
 */
function readCaches(folder: string): ReadonlyMap<string, Uint8Array> {
  const caches = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder)) {
    const cache = readFileSync(join(folder, name));
    const [chunk = ''] = name.split('@');
    const others = cacheName(chunk);
    if (name !== others && variesByCommand(chunk)) caches.set(name, cache);
    if (cache.length > (caches.get(others)?.length ?? 0)) caches.set(others, cache);
  }
  return caches;
}

interface Sample {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * The first order of a state file does much that no later one does; with it in the caches each of
 * those would take longer to start.
 */
async function learn(sandbox: RunningSandbox): Promise<void> {
  mustSucceed('first open', await sandbox.order({ tariff: '4601', ip: '192.0.2.9' }));
}

/** The life of a license, as BILLmanager runs it. */
async function runOperations(sandbox: RunningSandbox): Promise<void> {
  const opened = await sandbox.order({
    tariff: '4601',
    ip: '192.0.2.10',
    licname: 'sample',
    addons: { 4602: 2 },
  });
  mustSucceed('open', opened);
  const { item } = opened;
  mustSucceed('open of another product', await sandbox.order({ tariff: '9203', ip: '192.0.2.11' }));
  mustSucceed('prolong', await sandbox.prolong(item));
  mustSucceed('suspend', await sandbox.suspend(item));
  mustSucceed('resume', await sandbox.resume(item));
  mustSucceed('setparam', await sandbox.setparam(item, { licname: 'renamed' }));
  mustSucceed('close', await sandbox.closeService(item));
}

async function runAccounts(sandbox: RunningSandbox): Promise<void> {
  const account = await sandbox.order({ tariff: 'storage', addons: { disc: 1 } });
  mustSucceed('open of an account', account);
  mustSucceed(
    'setparam of an account',
    await sandbox.setparam(account.item, { addons: { disc: 2 } }),
  );
  mustSucceed('suspend of an account', await sandbox.suspend(account.item));
  mustSucceed('close of an account', await sandbox.closeService(account.item));
}

async function runQuestions(sandbox: RunningSandbox): Promise<void> {
  const wish = { tariff: '3541', ip: '192.0.2.13' };
  const { item } = await sandbox.order(wish);
  mustSucceed('check_param', await sandbox.checkParam(wish, 'ip', '192.0.2.14', item));
  mustSucceed('gen_key', await sandbox.genKey(item));
  mustSucceed(
    'sync_item',
    await sandbox.runModule(['--command', 'sync_item', '--item', String(item)]),
  );
  mustSucceed(
    'check_connection',
    await sandbox.runModule(['--command', 'check_connection'], { stdin: connection(sandbox) }),
  );
  for (const command of ['get_server_config', 'getbalance']) {
    mustSucceed(command, await sandbox.runModule(['--command', command, '--module', '1']));
  }
}

/** What BILLmanager asks when the settings of a processing module are saved. */
function connection({ url, username, password }: RunningSandbox): string {
  const settings = `<url>${url}</url><username>${username}</username><password>${password}</password>`;
  return `<doc><processingmodule><id>1</id>${settings}</processingmodule></doc>`;
}

/** What cron and the administrator start. */
async function runTools(root: string): Promise<void> {
  const program = join(root, PROGRAM_LINK);
  for (const words of ['checkevent', 'licenses', 'operations --json', 'conf check', '--help']) {
    mustSucceed(words, await runTool(program, words.split(' '), root));
  }
}

/**
 * The sandbox answers from this very process: nothing here may wait for a tool without letting it.
 */
function runTool(program: string, words: readonly string[], root: string): Promise<Sample> {
  return new Promise(resolve => {
    execFile(program, words, { env: { CPBILLMGR_ROOT: root } }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function mustSucceed(name: string, sample: Sample): void {
  if (sample.exitCode === 0) return;
  const said = `${sample.stdout}${sample.stderr}`.trim();
  throw new Error(`the sample call "${name}" ended with ${sample.exitCode}: ${said}`);
}
