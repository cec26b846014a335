import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { thisMachine } from './machine.ts';

/**
 * What distinguishes a process from every other that ever had or will have its number: when it
 * began (clock ticks since the machine's start) and in which boot of which machine. Process numbers
 * are valid only within their namespace.
 */
interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
  readonly boot: string;
  readonly namespace: string;
  /** Its machine-id; '' if there is none, and in rows of earlier versions. */
  readonly machine: string;
}

/**
 * unseen: it ran on another machine, or in another container that cannot be seen from the container
 * of this process.
 */
type Presence = 'alive' | 'gone' | 'unseen';

/**
 * Fields of /proc/PID/stat after the name, which may itself contain blanks and brackets: proc(5),
 * (3) state and (22) starttime.
 */
const STATE = 0;
const STARTTIME = 19;
/**
 * The machine's own namespace, from which every container's processes are seen (PROC_PID_INIT_INO,
 * fixed in Linux).
 */
export const WHOLE_MACHINE = 'pid:[4026531836]';

/** Zombie, dead: it no longer runs, but its parent has not reaped it yet. */
const DEAD_STATES = new Set(['Z', 'X', 'x']);

let self: ProcessIdentity | undefined;

export function thisProcess(): ProcessIdentity {
  self ??= {
    // as in /proc, where others will look
    pid: Number(readlinkSync('/proc/self')),
    started: startOf('self') ?? '',
    boot: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    namespace: readlinkSync('/proc/self/ns/pid'),
    machine: thisMachine().id,
  };
  return self;
}

/**
 * Is that very process still running, as seen from `here`? A later process with its number does not
 * count.
 */
export function presenceOf(
  identity: ProcessIdentity,
  here: ProcessIdentity = thisProcess(),
): Presence {
  if (identity.boot !== here.boot) {
    // gone with an earlier boot of this machine; another machine cannot be seen from here
    const isOfHere = identity.machine === '' || identity.machine === here.machine;
    return isOfHere ? 'gone' : 'unseen';
  }
  if (identity.namespace === here.namespace) {
    return startOf(String(identity.pid)) === identity.started ? 'alive' : 'gone';
  }
  if (runsInNamespace(identity)) return 'alive';
  return here.namespace === WHOLE_MACHINE ? 'gone' : 'unseen';
}

/** The host sees a container's processes under other numbers. */
function runsInNamespace(identity: ProcessIdentity): boolean {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .some(pid => startOf(pid) === identity.started && namespaceOf(pid) === identity.namespace);
}

function namespaceOf(pid: string): string | null {
  return whileItRuns(() => readlinkSync(`/proc/${pid}/ns/pid`));
}

/** null if there is no such process or it has died. */
function startOf(pid: string): string | null {
  const stat = whileItRuns(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return DEAD_STATES.has(fields[STATE] ?? '') ? null : (fields[STARTTIME] ?? null);
}

/** null if the process is gone (ESRCH: between opening and reading) or may not be looked at. */
function whileItRuns(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES') return null;
    throw error;
  }
}
