import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './connection.ts';

/** A MariaDB that is running, and the user who may do everything in it. */
export interface DatabaseServer {
  readonly socket: string;
  readonly user: string;
  readonly password: string;
}

export interface RunningDatabaseServer extends DatabaseServer {
  /** Ends it; what is in it stays in its folder. */
  stop(): Promise<void>;
}

/** Where the packages of the distributions put what is not meant to be started by hand. */
const FOLDERS = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];
const SYSTEM_TABLES = ['mysql', 'mariadb'].map(
  name => `/usr/share/${name}/mysql_system_tables.sql`,
);
const ADMINISTRATOR = 'sandbox';
/** sun_path of a socket's address, with its zero byte. */
const LONGEST_SOCKET = 107;
const START_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 30_000;
const POLL_MS = 10;

/** Small, quick, and safe against the death of its process alone: nothing here outlives a sandbox. */
const SETTINGS: readonly string[] = [
  '--skip-networking',
  '--skip-log-bin',
  '--character-set-server=utf8mb4',
  '--performance-schema=OFF',
  '--key-buffer-size=1M',
  '--aria-pagecache-buffer-size=8M',
  '--innodb-buffer-pool-size=64M',
  '--innodb-buffer-pool-load-at-startup=OFF',
  '--innodb-buffer-pool-dump-at-shutdown=OFF',
  '--innodb-file-per-table=OFF',
  '--innodb-data-file-path=ibdata1:8M:autoextend',
  '--innodb-autoextend-increment=8',
  '--innodb-temp-data-file-path=ibtmp1:1M:autoextend',
  '--innodb-log-file-size=32M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--innodb-doublewrite=OFF',
  '--sync-frm=OFF',
];

/**
 * Starts a MariaDB of one's own in this folder, which is made if it is missing: data, socket, log
 * and the administrator's password lie in it. It has no port, and ends with this process whatever
 * becomes of that. Throws an Error that says what is missing or what the server complained of.
 */
export async function startDatabaseServer(folder: string): Promise<RunningDatabaseServer> {
  const program = programFile();
  const socket = join(folder, 'socket');
  if (Buffer.byteLength(socket) > LONGEST_SOCKET)
    throw new Error(
      `${socket}: longer than the address of a socket may be (${LONGEST_SOCKET} bytes); choose a folder with a shorter name`,
    );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const server = { socket, user: ADMINISTRATOR, password: passwordIn(folder) };
  await endForerunner(server);
  const place = { program, folder, data: join(folder, 'data') };
  if (!existsSync(place.data)) await makeData(place, server.password);
  const child = spawnServer(place, [`--socket=${socket}`]);
  const watch = endWithUs(child);
  try {
    await answering(child, place, socket);
  } catch (error) {
    child.kill('SIGKILL');
    watch.kill('SIGKILL');
    throw error;
  }
  return {
    ...server,
    async stop() {
      watch.kill('SIGKILL');
      await ended(child);
    },
  };
}

interface Place {
  readonly program: string;
  readonly folder: string;
  readonly data: string;
}

const findProgram = (): string | undefined =>
  FOLDERS.map(folder => join(folder, 'mariadbd')).find(existsSync);

/** Can one be started on this machine? */
export const isInstalled = (): boolean => findProgram() !== undefined;

function programFile(): string {
  const found = findProgram();
  if (found !== undefined) return found;
  throw new Error(
    'mariadbd is missing, which the sandbox keeps its database in; install it with: apt-get install --no-install-recommends mariadb-server-core',
  );
}

/** Made once for a folder. */
function passwordIn(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** One that has outlived its sandbox: its data cannot be used by two. */
async function endForerunner(server: DatabaseServer): Promise<void> {
  if (!(await isListening(server.socket))) return;
  const connection = await connect(server);
  try {
    await connection.query('SHUTDOWN');
  } finally {
    connection.destroy();
  }
  const deadline = Date.now() + STOP_DEADLINE_MS;
  while (await isListening(server.socket)) {
    if (Date.now() > deadline) throw new Error(`${server.socket}: another server does not end`);
    await sleep(POLL_MS);
  }
}

/**
 * The tables that MariaDB keeps its users in, and one user. What mariadb-install-db does besides
 * (help texts, time zones, schemas of statistics) takes seconds and is used by nobody here.
 */
async function makeData(place: Place, password: string): Promise<void> {
  const tables = SYSTEM_TABLES.find(existsSync);
  if (tables === undefined)
    throw new Error(
      `${SYSTEM_TABLES[0]} is missing, which comes with mariadbd; install the package mariadb-server-core again`,
    );
  const made = `${place.data}.new`;
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made, { mode: 0o700 });
  const child = spawnServer({ ...place, data: made }, ['--bootstrap']);
  // in one line: a statement of its own for each line that ends with a semicolon
  const rights = `{"access":18446744073709551615,"plugin":"mysql_native_password","authentication_string":"${nativeHash(password)}"}`;
  child.stdin?.end(`CREATE DATABASE mysql;
USE mysql;
${readFileSync(tables, 'utf8')}
INSERT INTO global_priv VALUES ('localhost', '${ADMINISTRATOR}', '${rights}');
`);
  const status = await exitOf(child);
  if (status !== 0) throw new Error(`mariadbd --bootstrap failed: ${complaint(place)}`);
  renameSync(made, place.data);
}

function nativeHash(password: string): string {
  const sha1 = (bytes: string | Buffer) => createHash('sha1').update(bytes).digest();
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

const logFile = (place: Place): string => join(place.folder, 'mariadbd.log');

/** A session of its own: an interrupt of the terminal is for the sandbox, which then ends it. */
function spawnServer(place: Place, options: readonly string[]): ChildProcess {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const log = openSync(logFile(place), 'a', 0o600);
  try {
    return spawn(
      place.program,
      ['--no-defaults', ...asRoot, `--datadir=${place.data}`, ...SETTINGS, ...options],
      { cwd: place.folder, detached: true, stdio: ['pipe', log, log] },
    );
  } finally {
    closeSync(log);
  }
}

/** Ends the server when this process is gone, by whatever death: the pipe between them closes. */
function endWithUs(server: ChildProcess): ChildProcess {
  const watch = spawn('/bin/sh', ['-c', 'read _; kill "$1"', 'sh', String(server.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watch.unref();
  return watch;
}

async function answering(child: ChildProcess, place: Place, socket: string): Promise<void> {
  let status: number | null | undefined;
  const exit = exitOf(child).then(code => {
    status = code;
  });
  const deadline = Date.now() + START_DEADLINE_MS;
  while (!(await isListening(socket))) {
    if (status !== undefined)
      throw new Error(`mariadbd ended with status ${status}: ${complaint(place)}`);
    if (Date.now() > deadline)
      throw new Error(`mariadbd does not answer on ${socket}: ${complaint(place)}`);
    await Promise.race([exit, sleep(POLL_MS)]);
  }
}

function isListening(socket: string): Promise<boolean> {
  return new Promise(resolve => {
    const client = connectSocket(socket);
    client.once('connect', () => {
      client.destroy();
      resolve(true);
    });
    client.once('error', () => resolve(false));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = exitOf(child);
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await exit;
  clearTimeout(timer);
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

const SHOWN_OF_LOG = 600;

/** The last of its log. */
function complaint(place: Place): string {
  return `${readFileSync(logFile(place), 'utf8').trim().slice(-SHOWN_OF_LOG)} (${logFile(place)})`;
}
