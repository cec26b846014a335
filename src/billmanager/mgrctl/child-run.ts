import { type ChildProcess, spawn } from 'node:child_process';
import { type ChildOutput, childOutput } from './child-output.ts';

interface ChildOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  /** A folder in memory, where the output is taken. */
  readonly memory: string;
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

/**
 * A daemon that the child started may hold its pipes open; after the child's own exit they are read
 * until they fall silent.
 */
const SILENCE_AFTER_EXIT_MS = 1_000;
/**
 * A killed group closes its pipes at once; this only bounds the wait for a process that left the
 * group.
 */
const SILENCE_AFTER_KILL_MS = 200;

/**
 * Runs a program without a shell and without standard input, in a process group of its own, bounded
 * in time and output. When a bound is passed the whole group is killed. Never throws: `end` tells
 * what came of it.
 */
export function runChild(order: ChildOrder): Promise<ChildRun> {
  return new Promise(resolve => {
    const output = childOutput(order.maxOutputBytes, order.memory);
    const child = start(order, output);
    if ('how' in child) {
      const { stdout, stderr } = output.take();
      resolve({ end: child, stdout, stderr });
      return;
    }
    watch(child, order.timeoutMs, output, resolve);
  });
}

function start(order: ChildOrder, output: ChildOutput): ChildProcess | ChildEnd {
  try {
    return spawn(order.command, order.args, {
      cwd: order.cwd,
      env: order.environment,
      detached: true,
      stdio: ['ignore', ...output.stdio],
    });
  } catch (error) {
    return notStarted(error);
  }
}

function watch(
  child: ChildProcess,
  timeoutMs: number,
  output: ChildOutput,
  resolve: (run: ChildRun) => void,
): void {
  let end: ChildEnd | null = null;
  let silence: NodeJS.Timeout | undefined;
  let isFinished = false;

  const timeout = setTimeout(() => stop({ how: 'timeout' }), timeoutMs);

  function finish(last: ChildEnd): void {
    if (isFinished) return;
    isFinished = true;
    clearTimeout(timeout);
    clearTimeout(silence);
    const { stdout, stderr, overflowed } = output.take();
    resolve({ end: end ?? (overflowed ? { how: 'overflow' } : last), stdout, stderr });
  }

  /**
   * A blocked event loop may run a timer before it reads what has long arrived: one more round is
   * given for that.
   */
  function finishWhenSilent(last: ChildEnd, ms: number): void {
    clearTimeout(silence);
    const before = output.received();
    silence = setTimeout(() => {
      setImmediate(() => {
        if (isFinished) return;
        if (output.received() === before) finish(last);
        else finishWhenSilent(last, ms);
      });
    }, ms);
  }

  function stop(reason: ChildEnd): void {
    if (end !== null) return;
    end = reason;
    killGroup(child);
    finishWhenSilent(reason, SILENCE_AFTER_KILL_MS);
  }

  output.follow(child, () => stop({ how: 'overflow' }));
  child.on('error', error => finish(notStarted(error)));
  child.on('exit', (code, signal) => {
    if (end === null) finishWhenSilent(exitOf(code, signal), SILENCE_AFTER_EXIT_MS);
  });
  // where nothing is read from pipes this follows the exit at once
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
    // ESRCH: the group has ended by itself between the decision and the signal, which is what was
    // wanted
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH'))
      child.kill('SIGKILL');
  }
}
