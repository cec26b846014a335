import type { BootTime, Clock } from '../../base/clock.ts';
import { type Condition, conditionOf, type Fault } from '../../base/fault.ts';
import type { Conf } from '../../conf/conf.ts';
import type { JsonObject, OperationRow } from '../../journal/records.ts';

/*
 * An operation that met a fault which goes away waits for that (docs/reliability.md, "Faults that
 * go away"). What it waits for, how often it was tried and when stands in its outcome.
 */

/** What an operation waits for. */
export interface Waiting {
  readonly condition: Condition;
  /** Attempts that ended on a fault of this kind, one after another. */
  readonly tries: number;
  readonly triedAt: BootTime;
  /** Fingerprint of the conf that it met the fault under; '' where it could not be read. */
  readonly conf: string;
}

interface WaitingContext {
  readonly clock: Clock;
  readonly conf: Pick<Conf, 'fingerprint'> | null;
}

const HOUR_MS = 3600 * 1000;
const LONGEST_HOURS = 24;

/** What is noted with a fault; nothing of one that does not go away. */
export function waitingFacts(
  { clock, conf }: WaitingContext,
  fault: Fault,
  before: Pick<OperationRow, 'outcome'> | null,
): JsonObject {
  const condition = conditionOf(fault);
  if (condition === null) return {};
  const earlier = before && waitingIn(before.outcome);
  const tries = earlier?.condition === condition ? earlier.tries + 1 : 1;
  return { condition, tries, ...clock.boot(), conf: conf?.fingerprint ?? '' };
}

/**
 * What an operation waits for; null where it waits for nothing that goes away. One that BILLmanager
 * was told is accepted (`waiting`) is tried by each run of checkevent.
 */
export const waitingOf = ({ state, outcome }: OperationRow): Waiting | null =>
  state === 'open' ? waitingIn(outcome) : null;

const CONDITIONS: readonly Condition[] = ['money', 'login', 'access', 'conf', 'price', 'lapse'];

function waitingIn(outcome: JsonObject | null): Waiting | null {
  const { condition, tries, boot, uptimeMs, conf } = outcome ?? {};
  const known = CONDITIONS.find(each => each === condition);
  if (known === undefined || typeof tries !== 'number') return null;
  if (typeof boot !== 'string' || typeof uptimeMs !== 'number') return null;
  const fingerprint = typeof conf === 'string' ? conf : '';
  return { condition: known, tries, triedAt: { boot, uptimeMs }, conf: fingerprint };
}

/**
 * 1, 2, 4 ... at most 24 hours after the last attempt, by the machine's own scale: no clock that is
 * put right ends a wait, or stops it. After a restart the time counts from that.
 */
export function isTimeUp({ tries, triedAt }: Pick<Waiting, 'tries' | 'triedAt'>, clock: Clock) {
  const { boot, uptimeMs } = clock.boot();
  const passed = boot === triedAt.boot ? uptimeMs - triedAt.uptimeMs : uptimeMs;
  return passed >= Math.min(LONGEST_HOURS, 2 ** (tries - 1)) * HOUR_MS;
}
