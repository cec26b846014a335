import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Contestant } from './race.ts';

/**
 * Peak resident memory of one start, in MiB. The kernel's high-water mark of a process is gone with
 * it, so it is read over and over until then: what the last twenty microseconds add is missed.
 */
export async function peakMemory(contestant: Contestant, round: number): Promise<number> {
  contestant.prepare?.(round);
  const stdin = openSync(contestant.input ?? '/dev/null', 'r');
  const child = spawn(contestant.command, contestant.args(round), {
    ...(contestant.cwd === undefined ? {} : { cwd: contestant.cwd }),
    env: { ...contestant.env },
    stdio: [stdin, 'ignore', 'ignore'],
  });
  closeSync(stdin);
  await new Promise(resolve => child.once('spawn', resolve));
  await new Promise(resolve => setImmediate(resolve));
  const peak = watch(child.pid ?? 0, contestant.command);
  await new Promise(resolve => child.once('exit', resolve));
  return peak / 1024;
}

/**
 * VmHWM in KiB; the few microseconds in which the child is still a copy of this process do not
 * count.
 */
function watch(pid: number, command: string): number {
  let peak = 0;
  for (;;) {
    const status = read(`/proc/${pid}/status`);
    const mark = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    if (mark === undefined) return peak;
    const isItself = peak > 0 || read(`/proc/${pid}/cmdline`).startsWith(command);
    if (isItself) peak = Number(mark);
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // it has ended
    return '';
  }
}
