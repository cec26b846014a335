import { resetFolder, runningState } from '../folder.ts';
import { type Database, startSandbox } from '../sandbox.ts';
import { say } from './print.ts';

export interface StartWish {
  readonly dir: string;
  readonly port: number;
  readonly reset: boolean;
  /** BILLmanager has a database that can be read. */
  readonly database: boolean;
  /** How another call names the same folder; empty for the usual one. */
  readonly dirOption: string;
}

/** Starts the sandbox, says where everything is, and stays until it is interrupted. */
export async function start(wish: StartWish): Promise<number> {
  const other = runningState(wish.dir);
  if (other)
    throw new Error(
      `a sandbox is running in ${wish.dir} already (${other.url}); stop it with: cpbillmgr sandbox stop`,
    );
  if (wish.reset) resetFolder(wish.dir);
  const sandbox = await startSandbox({
    dir: wish.dir,
    port: wish.port,
    database: wish.database,
  });
  const again = `cpbillmgr sandbox${wish.dirOption}`;
  say(`The sandbox is running; stop it with Ctrl-C or: ${again} stop

  upstream       ${sandbox.url}
  user           ${sandbox.username}
  password       ${sandbox.password}
  manager root   ${sandbox.root}
  state          ${sandbox.dir}
${wish.database ? databaseLines(sandbox.database) : ''}
Next, in another terminal:

  ${again} order --tariff 3541 --ip 192.0.2.10      a client orders a license
  ${again} prolong 101                              ... and renews it
  ${again} show                                     what was bought, charged, told
  ${sandbox.root}/sbin/cpbillmgr licenses

All commands: ${again} --help`);
  await interrupted();
  await sandbox.close();
  return 0;
}

const databaseLines = ({ server, name, user, password }: Database): string => `
  database       ${name}, socket ${server.socket}
  its user       ${user}, may read and nothing else
  its password   ${password}
`;

function interrupted(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

const STOP_DEADLINE_MS = 10_000;
const STOP_POLL_MS = 50;

/** Ends the running sandbox of a folder; its state stays. */
export async function stop(dir: string): Promise<number> {
  const state = runningState(dir);
  if (!state) {
    say(`no sandbox is running in ${dir}`);
    return 0;
  }
  process.kill(state.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (runningState(dir)) {
    if (Date.now() > deadline) throw new Error(`the sandbox (process ${state.pid}) does not end`);
    await new Promise(resolve => setTimeout(resolve, STOP_POLL_MS));
  }
  say('stopped');
  return 0;
}
