import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
}

export type ChildEnd =
  | { readonly how: 'exit'; readonly code: number }
  | { readonly how: 'signal'; readonly signal: string }
  | { readonly how: 'not_started'; readonly code: string }
  | { readonly how: 'timeout' }
  | { readonly how: 'overflow' };

export interface ChildRun {
  readonly end: ChildEnd;
  readonly stdout: Uint8Array;
  /** The first 64 KiB. */
  readonly stderr: string;
}

const MAX_STDERR_BYTES = 65_536;
/** A daemon that the child started may hold its pipes open; after the child's own exit they are read until they fall silent. */
const SILENCE_AFTER_EXIT_MS = 1_000;
/** A killed group closes its pipes at once; this only bounds the wait for a process that left the group. */
const SILENCE_AFTER_KILL_MS = 200;

/**
 * Runs a program without a shell and without standard input, in a process group of its own, bounded in time and
 * output. When a bound is passed the whole group is killed. Never throws: `end` tells what came of it.
 */
export function runChild(order: ChildOrder): Promise<ChildRun> {
  return new Promise(resolve => {
    const child = start(order);
    if ('how' in child) {
      resolve({ end: child, stdout: new Uint8Array(), stderr: '' });
      return;
    }
    watch(child, order, resolve);
  });
}

function start(order: ChildOrder): ChildProcess | ChildEnd {
  try {
    return spawn(order.command, order.args, {
      cwd: order.cwd,
      env: order.environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return notStarted(error);
  }
}

function watch(child: ChildProcess, order: ChildOrder, resolve: (run: ChildRun) => void): void {
  const stdout = new BoundedBytes(order.maxOutputBytes);
  const stderr = new BoundedBytes(MAX_STDERR_BYTES);
  let end: ChildEnd | null = null;
  let silence: NodeJS.Timeout | undefined;
  let chunks = 0;

  const timeout = setTimeout(() => stop({ how: 'timeout' }), order.timeoutMs);

  function finish(last: ChildEnd): void {
    clearTimeout(timeout);
    clearTimeout(silence);
    child.stdout?.destroy();
    child.stderr?.destroy();
    resolve({
      end: end ?? last,
      stdout: stdout.bytes(),
      stderr: Buffer.from(stderr.bytes()).toString('utf8'),
    });
  }

  /** A blocked event loop may run a timer before it reads what has long arrived: one more round is given for that. */
  function finishWhenSilent(last: ChildEnd, ms: number): void {
    clearTimeout(silence);
    const before = chunks;
    silence = setTimeout(() => {
      setImmediate(() => (chunks === before ? finish(last) : finishWhenSilent(last, ms)));
    }, ms);
  }

  function stop(reason: ChildEnd): void {
    end ??= reason;
    killGroup(child);
    finishWhenSilent(reason, SILENCE_AFTER_KILL_MS);
  }

  child.stdout?.on('data', (chunk: Uint8Array) => {
    chunks += 1;
    if (!stdout.add(chunk) && end === null) stop({ how: 'overflow' });
  });
  child.stderr?.on('data', (chunk: Uint8Array) => {
    chunks += 1;
    stderr.add(chunk);
  });
  child.on('error', error => finish(notStarted(error)));
  child.on('exit', (code, signal) => {
    if (end === null) finishWhenSilent(exitOf(code, signal), SILENCE_AFTER_EXIT_MS);
  });
  child.on('close', (code, signal) => finish(exitOf(code, signal)));
}

function exitOf(code: number | null, signal: NodeJS.Signals | null): ChildEnd {
  return code === null ? { how: 'signal', signal: signal ?? 'unknown' } : { how: 'exit', code };
}

function notStarted(error: unknown): ChildEnd {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return { how: 'not_started', code };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // ESRCH: the group has ended by itself between the decision and the signal, which is what was wanted
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) child.kill('SIGKILL');
  }
}

class BoundedBytes {
  private readonly limit: number;
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** False if the chunk did not fit whole; what fits is kept. */
  add(chunk: Uint8Array): boolean {
    const room = this.limit - this.size;
    const kept = chunk.subarray(0, Math.max(room, 0));
    if (kept.length > 0) this.chunks.push(kept);
    this.size += kept.length;
    return kept.length === chunk.length;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.chunks, this.size);
  }
}
