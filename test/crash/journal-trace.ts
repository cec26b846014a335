import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Point } from './points.ts';

/*
 * The journal's commits from outside: strace sees what a process writes to the log of the state
 * file, and kills it at exactly the n-th such call, which is then not carried out.
 */

const FRAME_HEADER_BYTES = 24;
const CALLS = ['pwrite64', 'fsync', 'fdatasync'] as const;

/** May processes be traced here? */
export const canTrace = ((): boolean => {
  const probe = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
  return probe.status === 0;
})();

const onlyLog = (stateFile: string): readonly string[] => ['-P', `${stateFile}-wal`];

/** Words that record every write and sync of the log into `output`. */
export function recording(stateFile: string, output: string): readonly string[] {
  const shown = ['-xx', '-s', '32', '-e', 'trace=pwrite64,fsync,fdatasync'];
  return ['strace', '-f', '--seccomp-bpf', '-o', output, ...onlyLog(stateFile), ...shown];
}

/** Words that kill the process when it is about to make that call. */
export function killing(
  stateFile: string,
  point: Point & { readonly on: 'journal' },
): readonly string[] {
  const injection = `inject=${point.call}:signal=SIGKILL:when=${point.nth}`;
  // without --seccomp-bpf: together with it and a path, strace 6.1 injects nothing
  return [
    'strace',
    '-f',
    '-o',
    '/dev/null',
    ...onlyLog(stateFile),
    '-e',
    `trace=${point.call}`,
    '-e',
    injection,
  ];
}

/** The points around every commit that a recorded run made. */
export function journalPoints(output: string): readonly Point[] {
  const points: Point[] = [];
  let [writes, syncs, first, commit] = [0, 0, 0, 1];
  let header: Uint8Array | null = null;
  let last: { commit: number; first: number; write: number } | null = null;
  for (const line of readFileSync(output, 'utf8').split('\n')) {
    const call = CALLS.find(name => new RegExp(`^\\d+ +${name}\\(`).test(line));
    if (call === undefined) continue;
    if (call !== 'pwrite64') {
      syncs += 1;
      if (last !== null) points.push(...around(last, { call, nth: syncs }));
      last = null;
      continue;
    }
    writes += 1;
    if (first === 0) first = writes;
    const bytes = bytesOf(line);
    // the frame's page follows its header; a frame that ends a commit says how long the database is
    // then
    if (header !== null && isCommit(header)) {
      if (last !== null) points.push(...around(last, null));
      last = { commit, first, write: writes };
      commit += 1;
      first = 0;
    }
    header = /, 24, \d+\)/.test(line) && bytes.length >= FRAME_HEADER_BYTES ? bytes : null;
  }
  if (last !== null) points.push(...around(last, null));
  return points;
}

const isCommit = (header: Uint8Array): boolean => header.subarray(4, 8).some(byte => byte !== 0);

function bytesOf(line: string): Uint8Array {
  return Uint8Array.from(
    (line.match(/\\x([0-9a-f]{2})/g) ?? []).map(each => Number.parseInt(each.slice(2), 16)),
  );
}

function around(
  at: { commit: number; first: number; write: number },
  sync: { readonly call: 'fsync' | 'fdatasync'; readonly nth: number } | null,
): readonly Point[] {
  const { commit } = at;
  const act = sync !== null;
  const what = `${act ? 'durable ' : ''}commit ${commit}`;
  const written = { on: 'journal', call: 'pwrite64', commit, act } as const;
  return [
    { ...written, nth: at.first, phase: 'before', label: `before ${what}` },
    { ...written, nth: at.write, phase: 'torn', label: `within ${what}` },
    ...(sync === null
      ? []
      : [{ on: 'journal', ...sync, phase: 'after', commit, act, label: `after ${what}` } as const]),
  ];
}
