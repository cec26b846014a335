import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface ModuleRun {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface ModuleRunOptions {
  /** The executable's name, below the root's `processing`; default pmcpbillmgr. */
  readonly program?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Told the process id as soon as there is one. */
  readonly onStart?: (pid: number) => void;
  readonly timeoutMs?: number;
  /** Kills the module when it is aborted; the run is then rejected. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 300_000;
/** What a daemon hands on: no terminal, no home, no language but the panel's. */
const DAEMON_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Starts the module as BILLmanager does: in the manager root, with a daemon's environment, the
 * document on standard input. `wrapper`: words in front of its executable.
 */
export function startModule(
  wrapper: readonly string[],
  args: readonly string[],
  root: string,
  options: ModuleRunOptions = {},
): Promise<ModuleRun> {
  const [program, ...first] = [
    ...wrapper,
    join(root, 'processing', options.program ?? 'pmcpbillmgr'),
  ];
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      cwd: root,
      env: { PATH: DAEMON_PATH, CPBILLMGR_ROOT: root, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      killSignal: 'SIGKILL',
      ...(options.signal && { signal: options.signal }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // a module that does not read its input closes the pipe before we have written it
    child.stdin.on('error', () => child.stdin.destroy());
    child.on('error', reject);
    child.on('spawn', () => {
      if (child.pid !== undefined) options.onStart?.(child.pid);
    });
    child.on('close', (exitCode, signal) => {
      resolve({
        exitCode,
        signal,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        ms: Math.round(performance.now() - started),
      });
    });
    child.stdin.end(options.stdin ?? '');
  });
}
