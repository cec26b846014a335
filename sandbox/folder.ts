import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { exposureOfEntry, pathExposed, refuseExposed } from '../src/base/exposure.ts';
import {
  BILLING_FILE,
  DATABASE_FOLDER,
  PANEL_FILE,
  ROOT_FOLDER,
  STATE_FILE,
  UPSTREAM_FILE,
} from './files.ts';

/** What a running sandbox wrote about itself. */
interface SandboxState {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly root: string;
}

/** The folder named by the option, by CPBILLMGR_SANDBOX, or the usual one. */
export function sandboxFolder(option: string | undefined): string {
  return resolve(
    option ?? process.env['CPBILLMGR_SANDBOX'] ?? join(homedir(), '.cpbillmgr-sandbox'),
  );
}

/** What SQLite keeps beside each of its files. */
const SIDECARS = ['', '-wal', '-shm', '-journal'];
const DATABASES = [UPSTREAM_FILE, PANEL_FILE, BILLING_FILE].flatMap(name =>
  SIDECARS.map(suffix => `${name}${suffix}`),
);
/** Folders of the manager root out of which programs are started. */
const PROGRAM_FOLDERS = ['processing', 'sbin'];

/**
 * Throws Fault path_exposed where somebody else could have made the folder, or what is read and
 * started in it, or may write to it: whoever was the first to make a folder in /tmp decides what
 * lies in it. One that is not there yet is nobody's; look again when it is made.
 */
export function refuseForeign(dir: string): void {
  if (!existsSync(dir)) return;
  const root = join(dir, ROOT_FOLDER);
  const folders = PROGRAM_FOLDERS.map(name => join(root, name));
  const files = [STATE_FILE, DATABASE_FOLDER, ...DATABASES].map(name => join(dir, name));
  refuseExposed(dir, ...files, root, ...folders);
  for (const folder of folders) {
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      // its links lead into the tree that it was made with, and are judged as links: the folder's
      // owner made them
      const found = exposureOfEntry(join(folder, name));
      if (found) throw pathExposed(found);
    }
  }
}

export function isSandbox(dir: string): boolean {
  return existsSync(join(dir, UPSTREAM_FILE));
}

/**
 * The running sandbox of a folder; undefined if its process has ended. Throws Fault path_exposed:
 * see refuseForeign.
 */
export function runningState(dir: string): SandboxState | undefined {
  refuseForeign(dir);
  const text = stateText(join(dir, STATE_FILE));
  const state = text === undefined ? undefined : parseState(text);
  return state && isSandboxProcess(state.pid) ? state : undefined;
}

/** undefined: it is not there; a sandbox that ends takes it away at any moment. */
function stateText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseState(text: string): SandboxState | undefined {
  const state: unknown = JSON.parse(text);
  if (typeof state !== 'object' || state === null) return undefined;
  const url = 'url' in state ? state.url : undefined;
  const port = 'port' in state ? state.port : undefined;
  const pid = 'pid' in state ? state.pid : undefined;
  const root = 'root' in state ? state.root : undefined;
  const whole =
    typeof url === 'string' &&
    typeof port === 'number' &&
    typeof pid === 'number' &&
    typeof root === 'string';
  return whole ? { url, port, pid, root } : undefined;
}

/**
 * A process id comes again: the one that is stopped must be this program with this command, or this
 * very process.
 */
function isSandboxProcess(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('sandbox') && words.includes('start');
  } catch {
    // it has ended
    return false;
  }
}

/**
 * Empties a sandbox's folder. Throws an Error, and touches nothing, if the folder is somebody
 * else's or holds anything else.
 */
export function resetFolder(dir: string): void {
  if (!existsSync(dir)) return;
  refuseForeign(dir);
  const names = readdirSync(dir);
  const own = [STATE_FILE, ROOT_FOLDER, DATABASE_FOLDER, ...DATABASES];
  const foreign = names.filter(name => !own.includes(name));
  if (foreign.length > 0)
    throw new Error(`${dir} is no sandbox's folder: there is ${foreign[0]} in it`);
  if (names.includes(ROOT_FOLDER) && !isSandbox(dir))
    throw new Error(`${dir} is no sandbox's folder: ${UPSTREAM_FILE} is missing`);
  for (const name of names) rmSync(join(dir, name), { recursive: true, force: true });
}
