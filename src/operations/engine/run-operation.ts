import { addMonths, daysBetween, type IsoDate, laterDate, parseDate } from '../../base/dates.ts';
import { type Fault, toFault } from '../../base/fault.ts';
import { isMonths } from '../../base/period.ts';
import type { OperationRow } from '../../journal/journal.ts';
import type { Context, ServiceCall } from './context.ts';
import { type Facts, Run } from './run.ts';

/**
 * An id that comes again this soon after its operation was finished is BILLmanager repeating
 * itself; a database that counts from the start again takes weeks to reach the same id
 * (processing-module.md, "which call is a retry?").
 */
const REPEAT_MS = 24 * 3600 * 1000;

/** The service that an operation is about, and its processing module. */
export interface Target {
  readonly item: string;
  readonly module: string;
}

export interface Handler {
  /** Under the service's lock: carries out the operation. */
  execute(run: Run): Promise<void>;
  /** The operation was finished before and BILLmanager asks again: tells it once more. */
  repeat(ended: OperationRow): Promise<unknown>;
  /**
   * Is this call of a finished operation a new wish under a used id? Asked with what was noted
   * then.
   */
  isAnew(ended: OperationRow): boolean;
}

/**
 * Takes up or begins the journal's operation for a call and carries it out. Its faults are noted in
 * the journal before they go on: the operation stays open for the next attempt; one started by hand
 * that no retry can mend ends as failed. In maintenance nothing is begun, and no row made.
 */
export async function runOperation(
  ctx: Context,
  target: Target,
  command: string,
  call: ServiceCall,
  facts: Facts,
  work: Handler,
): Promise<void> {
  ctx.mayAct();
  const journal = await ctx.journal();
  const key = { command, item: target.item, runningOperation: call.runningOperation };
  let begun = await journal.begin(key, target.module, facts);
  if (begun.kind === 'ended') {
    if (!work.isAnew(begun.operation)) {
      await work.repeat(begun.operation);
      return;
    }
    begun = await journal.begin(key, target.module, facts, { anew: true });
    if (begun.kind === 'ended') return;
  }
  const run = new Run(
    ctx,
    { kind: begun.kind, operation: begun.operation, steps: begun.steps },
    call.withdrawn,
  );
  ctx.log.info(
    `operation ${run.row.id}: ${command} of service ${target.item}, attempt ${run.row.attempts}`,
  );
  try {
    await work.execute(run);
  } catch (error) {
    await noteFault(ctx, run, toFault(error));
    throw error;
  }
}

/**
 * A fault that comes before the operation can be taken up is noted on its row, if it has one:
 * whoever looks there finds the present reason, and checkevent leaves to a person what waits for
 * one.
 */
export async function noteUnbegun(
  ctx: Context,
  command: string,
  call: ServiceCall,
  error: unknown,
): Promise<void> {
  const journal = await ctx.journal();
  const unfinished = await journal.operations({
    item: call.item,
    command,
    states: ['open', 'waiting'],
  });
  const row = unfinished.find(each => each.runningOperation === call.runningOperation);
  if (row) await journal.close(row.id, row.state, outcomeOf(toFault(error)));
}

/**
 * The usual judgement, for operations that look at the state first: a used id that comes long
 * afterwards is a new wish.
 */
export function isAnewByAge(ended: OperationRow, now: Date): boolean {
  return now.getTime() - ended.updatedAt.getTime() >= REPEAT_MS;
}

/** Well under half of the shortest period, well over the drift of a date. */
export const NEAR_DAYS = 10;

/**
 * For renewals the dates tell. What was paid, by the finished operation and by those after it,
 * explains the service's date up to `paidUntil`: a date further than that is a new wish, a date
 * that has not come so far is BILLmanager repeating itself. A date exactly there is a repetition if
 * BILLmanager moves dates before the call, and, where it moves them afterwards, a new wish once the
 * operation is old. A date that the operation itself may have moved, for BILLmanager counts from
 * another day than we, is no new wish before that.
 */
export function isAnewByDate(
  ended: OperationRow,
  service: { readonly expiredate: IsoDate | null; readonly paidUntil: IsoDate | null },
  now: Date,
): boolean {
  const began = parseDate(textOf(ended, 'expiredate'));
  const until = parseDate(textOf(ended, 'target'));
  const explained = laterDate(until, service.paidUntil);
  if (until === null || explained === null || service.expiredate === null)
    return isAnewByAge(ended, now);
  // where BILLmanager moves dates after the call, this operation itself has taken it a period
  // further than it stood
  const period = Number(textOf(ended, 'period'));
  const moved = began !== null && isMonths(period) ? addMonths(began, period) : null;
  const isOwnMove = moved !== null && daysBetween(moved, service.expiredate) <= NEAR_DAYS;
  if (isOwnMove && !isAnewByAge(ended, now)) return false;
  const ahead = daysBetween(explained, service.expiredate);
  if (ahead > NEAR_DAYS) return true;
  if (ahead < -NEAR_DAYS) return false;
  const movesAfterwards = began !== null && daysBetween(began, until) > NEAR_DAYS;
  return movesAfterwards && isAnewByAge(ended, now);
}

function textOf(row: OperationRow, name: string): string {
  const value = row.facts[name];
  return typeof value === 'string' ? value : '';
}

const outcomeOf = (fault: Fault) => ({
  fault: fault.type,
  kind: fault.kind,
  text: fault.message,
  detail: fault.detail,
});

async function noteFault(ctx: Context, run: Run, fault: Fault): Promise<void> {
  try {
    // BILLmanager, or a person, starts a running operation again even after a final fault: it must
    // meet its own row.
    const isAwaited = run.row.runningOperation !== null && fault.type !== 'operation_withdrawn';
    const unfinished = run.row.state === 'waiting' ? 'waiting' : 'open';
    // nothing brings a deleted license back, and nobody but checkevent starts what BILLmanager was
    // told is accepted
    const isLost = unfinished === 'waiting' && fault.type === 'license_gone';
    const comesAgain = !isLost && (isAwaited || fault.kind !== 'final' || run.inDoubt);
    await run.close(comesAgain ? unfinished : 'failed', outcomeOf(fault));
  } catch (error) {
    ctx.log.error(
      `operation ${run.row.id}: the state file cannot take the outcome: ${toFault(error).message}`,
    );
  }
}
