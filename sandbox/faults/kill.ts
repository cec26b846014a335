import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Names by which a process of the product is known in its command line. */
const OURS: ReadonlySet<string> = new Set(['pmcpbillmgr', 'pmcpispmgr', 'cpbillmgr']);
const FROM_SOURCES = 'src/main/main.ts';
const KILL_DEADLINE_MS = 2_000;

/**
 * Kills a process with SIGKILL and returns when it is gone. Only ever one of the product's own (or
 * one that carries a word of `further` in its command line), never this process: false if it is
 * none of these.
 */
export function killOurs(pid: number, further: readonly string[] = []): boolean {
  if (pid === process.pid || !isOurs(pid, further)) return false;
  process.kill(pid, 'SIGKILL');
  const deadline = Date.now() + KILL_DEADLINE_MS;
  while (isRunning(pid) && Date.now() < deadline) pause(1);
  return true;
}

export function isOurs(pid: number, further: readonly string[]): boolean {
  const words = commandLine(pid);
  // the interpreter and the script or the executable itself; what follows are arguments that
  // anybody may have
  const heads = words.slice(0, 3);
  if (heads.some(word => OURS.has(basename(word)) || word.endsWith(FROM_SOURCES)))
    return !words.includes('sandbox');
  return further.some(text => text !== '' && words.some(word => word.includes(text)));
}

/**
 * The process at the other end of a local TCP connection, looked for among those that may be killed
 * (`/proc/net/tcp`, `/proc/PID/fd`). Undefined if it is not one of them.
 */
export function peerPid(
  peerPort: number,
  ownPort: number,
  further: readonly string[],
): number | undefined {
  const inode = socketInode(peerPort, ownPort);
  if (inode === undefined) return undefined;
  const link = `socket:[${inode}]`;
  return processes().find(pid => pid !== process.pid && isOurs(pid, further) && holds(pid, link));
}

function socketInode(localPort: number, remotePort: number): string | undefined {
  const local = `:${hex(localPort)}`;
  const remote = `:${hex(remotePort)}`;
  for (const file of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readText(file).split('\n')) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(local) && columns[2]?.endsWith(remote)) return columns[9];
    }
  }
  return undefined;
}

const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

function processes(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

function holds(pid: number, link: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some(fd => readLink(`/proc/${pid}/fd/${fd}`) === link);
  } catch {
    // it has ended meanwhile
    return false;
  }
}

function commandLine(pid: number): string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0');
}

function isRunning(pid: number): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  return stat !== '' && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // a process that has ended has no files
    return '';
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
