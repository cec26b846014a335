import { conditionOf, type Fault, toFault } from '../../base/fault.ts';
import type { PostCommand, Service } from '../../billmanager/billmanager.ts';
import { isCommand, rowOf } from '../../billmanager/command-table.ts';
import type { Conf } from '../../conf/conf.ts';
import type { JsonObject, LedgerWrite, OperationRow } from '../../journal/records.ts';
import type { Context, ServiceCall, Target } from './context.ts';
import { notify, notifyAwaited } from './notify.ts';
import { isNewByAge } from './repeated-call.ts';
import { type Facts, Run } from './run.ts';
import { type ServiceLock, withService } from './service-lock.ts';
import { waitingFacts } from './waiting.ts';
import { fingerprintOf } from './which-service.ts';

/** How an operation ends. */
export interface Ending {
  /** Default: done. */
  readonly state?: 'waiting';
  /** Facts for the journal. */
  readonly outcome: JsonObject;
  /**
   * Changes of the ledger that follow from it. `isNotified`: BILLmanager waited for the operation
   * and has been notified.
   */
  ledger?(isNotified: boolean): readonly LedgerWrite[];
}

/** One kind of operation: what differs between suspend, prolong, setparam ... */
export interface Operation<T extends Target> {
  /** Its name in the journal: BILLmanager's command, or one of ours. */
  readonly command: string;
  /** It is checkevent's own: no call of BILLmanager comes again for it. */
  readonly byCron?: true;
  /** Noted when it begins, besides what the service looks like. */
  facts?(target: T): Facts;
  /** Works on the license or account. */
  execute(run: Run<T>): Promise<Ending>;
  /** Notifies BILLmanager; without it `execute` does, or there is nothing to be said. */
  readonly post?: PostCommand;
  /**
   * In the place of `post`, with the outcome of `execute`; returns whether BILLmanager wants what
   * was done.
   */
  notify?(run: Run<T>, outcome: JsonObject): Promise<boolean>;
  /**
   * It was finished before and BILLmanager asks again. Default: is notified once more by `post`.
   */
  repeat?(ctx: Context, target: T, call: ServiceCall): Promise<unknown>;
  /**
   * Is this call of a finished operation a new wish under a used id? Asked with what was noted
   * then. Default: isNewByAge.
   */
  isNew?(ended: OperationRow, now: Date, target: T): boolean;
  /** What came of it, in words for the log. */
  story?(run: Run<T>, outcome: JsonObject): string;
  /** After a fault of `execute` or the notification, before it goes on to the caller. */
  afterFault?(run: Run<T>, fault: Fault): Promise<void>;
}

/** A call of whoever holds the service's lock. */
interface LockedCall extends ServiceCall {
  readonly lock: ServiceLock;
}

/** Called by an entrypoint or checkevent. Its faults are those of the operation. */
export type ServiceHandler = (ctx: Context, call: ServiceCall) => Promise<void>;

/**
 * An operation on a service: under the service's lock, reads what it is about (`readTarget`, whose
 * faults come before anything is begun) and runs it.
 */
export function serviceOperation<T extends Target>(
  readTarget: (ctx: Context, call: ServiceCall) => Promise<T>,
  operation: Operation<NoInfer<T>>,
): ServiceHandler {
  return (ctx, call) =>
    withService(ctx, call.item, async lock => {
      let target: T;
      try {
        target = await readTarget(ctx, call);
      } catch (error) {
        await noteUnbegun(ctx, operation.command, call, error);
        throw error;
      }
      await runOperation(ctx, operation, target, { ...call, lock });
    });
}

/**
 * Takes up or begins the journal's operation for a call, carries it out, notifies BILLmanager and
 * ends it; one that was finished before is only notified again. Its faults are noted in the journal
 * before they go on: the operation stays open for the next attempt; one started by hand that no
 * retry can mend ends as failed. In maintenance nothing is begun and no row made.
 */
export async function runOperation<T extends Target>(
  ctx: Context,
  operation: Operation<T>,
  target: T,
  call: LockedCall,
): Promise<void> {
  ctx.mayAct();
  const run = await begin(ctx, operation, target, call);
  if (run) await attempt(run, operation);
  else if (operation.repeat) await operation.repeat(ctx, target, call);
  else if (operation.post) await notifyAwaited(ctx, call, operation.post);
}

/** null: it was finished before, and this call is no new wish. */
async function begin<T extends Target>(
  ctx: Context,
  operation: Operation<T>,
  target: T,
  call: LockedCall,
): Promise<Run<T> | null> {
  const { command } = operation;
  const key = { command, item: target.item, runningOperation: call.runningOperation };
  const facts = { ...serviceFacts(target.service), ...operation.facts?.(target) };
  const fingerprint = fingerprintOf(target.service);
  let begun = await ctx.journal.begin(key, target.module, facts, { fingerprint });
  if (begun.kind === 'ended') {
    const isNew = operation.isNew ?? isNewByAge;
    if (!isNew(begun.operation, ctx.clock.now(), target)) return null;
    begun = await ctx.journal.begin(key, target.module, facts, { anew: true, fingerprint });
  }
  const isUnbegun = begun.operation.facts[UNBEGUN] === 'yes';
  if (isUnbegun) await ctx.journal.note(begun.operation.id, { ...facts, [UNBEGUN]: '' });
  const known = isUnbegun ? { ...begun.operation.facts, ...facts } : begun.operation.facts;
  const run = new Run(ctx, call, target, {
    ...begun,
    lock: call.lock,
    operation: { ...begun.operation, facts: known },
  });
  ctx.log.info(
    `operation ${run.row.id}: ${command} of service ${target.item}, attempt ${run.row.attempts}`,
  );
  return run;
}

async function attempt<T extends Target>(run: Run<T>, operation: Operation<T>): Promise<void> {
  try {
    run.requireDue();
    const { state = 'done', outcome, ledger } = await operation.execute(run);
    const isNotified = await (operation.notify?.(run, outcome) ??
      (operation.post === undefined || notify(run, operation.post)));
    await run.close(state, outcome, ledger?.(isNotified));
    tellEnd(run, operation, state, outcome);
  } catch (error) {
    // what ended the attempt before stays its outcome
    if (run.hasOnlyLooked) throw error;
    const fault = toFault(error);
    await noteFault(run, fault, operation);
    await operation.afterFault?.(run, fault);
    throw error;
  }
}

function tellEnd<T extends Target>(
  run: Run<T>,
  { command, story }: Operation<T>,
  state: 'done' | 'waiting',
  outcome: JsonObject,
): void {
  const { ctx, row, target } = run;
  const end = state === 'done' ? 'done' : 'accepted, and goes on with checkevent';
  const told = story?.(run, outcome) ?? '';
  ctx.log.info(
    `operation ${row.id}: ${command} of service ${target.item} ${end}${told === '' ? '' : `: ${told}`}`,
  );
}

/** What the journal notes of a service when an operation begins. */
const serviceFacts = ({ expiredate, status, pricelist, period }: Service): Facts => ({
  expiredate: expiredate ?? '',
  status: status ?? '',
  tariff: pricelist,
  period: period === null ? '' : String(period),
});

/** A row made before the service could be read: the facts about the service follow later. */
const UNBEGUN = 'unbegun';

/** What noting a fault needs of a context. `conf` is null where it is the conf that is wrong. */
type Noting = Pick<Context, 'journal' | 'billmanager' | 'clock'> & {
  readonly conf: Pick<Conf, 'fingerprint'> | null;
};

/**
 * A fault that comes before the operation can be taken up is noted on its row, if it has one:
 * whoever looks there finds the present reason, and checkevent leaves to a person what waits for
 * one. One that goes away gets a row for it: BILLmanager stops repeating the operation, and
 * checkevent must know of it. An operation that BILLmanager has withdrawn ends with it.
 */
export async function noteUnbegun(
  ctx: Noting,
  command: string,
  call: ServiceCall,
  error: unknown,
): Promise<void> {
  const fault = toFault(error);
  const rows = await ctx.journal.operations({
    item: call.item,
    command,
    states: ['open', 'waiting'],
  });
  const row =
    rows.find(each => each.runningOperation === call.runningOperation) ??
    (await rowToWait(ctx, command, call, fault));
  if (!row) return;
  const state = (await isEnded(ctx, call, fault, row)) ? 'failed' : row.state;
  await ctx.journal.close(row.id, state, outcomeOf(ctx, fault, row));
}

/**
 * Nobody waits for the operation any more, BILLmanager has neither it nor its service, and nothing
 * that it began is in doubt.
 */
async function isEnded(
  { journal }: Pick<Noting, 'journal'>,
  { withdrawn }: ServiceCall,
  { type }: Fault,
  { id }: OperationRow,
): Promise<boolean> {
  const isGone = withdrawn === true && type === 'service_missing';
  if (type !== 'operation_withdrawn' && !isGone) return false;
  return (await journal.steps(id)).every(({ result }) => result !== null);
}

async function rowToWait(
  ctx: Noting,
  command: string,
  call: ServiceCall,
  fault: Fault,
): Promise<OperationRow | null> {
  const { item, runningOperation } = call;
  const isWaited = isCommand(command) && rowOf(command).finishedByCron === true;
  if (conditionOf(fault) === null || runningOperation === null || !isWaited) return null;
  const service = await ctx.billmanager.service(item, call.itemtype ?? undefined);
  const module = call.module ?? service?.processingmodule ?? '';
  if (module === '') return null;
  const key = { command, item, runningOperation };
  const begun = await ctx.journal.begin(key, module, { [UNBEGUN]: 'yes' });
  return begun.kind === 'ended' ? null : begun.operation;
}

const toldOf = ({ type: fault, kind, message: text, detail }: Fault): JsonObject => ({
  fault,
  kind,
  text,
  detail,
});

/** Of a fault that may go away, what it waits for is noted as well. */
const outcomeOf = (
  ctx: Pick<Noting, 'clock' | 'conf'>,
  fault: Fault,
  row: OperationRow,
): JsonObject => ({ ...toldOf(fault), ...waitingFacts(ctx, fault, row) });

async function noteFault(run: Run, fault: Fault, { byCron = false }): Promise<void> {
  try {
    // BILLmanager, or a person, starts a running operation again even after a final fault: it must
    // meet its own row.
    const isAwaited = run.row.runningOperation !== null && fault.type !== 'operation_withdrawn';
    const waits = byCron && conditionOf(fault) !== null;
    const state = run.row.state === 'waiting' ? 'waiting' : 'open';
    // nothing brings a deleted license back, and nobody but checkevent starts what BILLmanager was
    // told is accepted
    const isLost = state === 'waiting' && fault.type === 'license_gone';
    const comesAgain = !isLost && (isAwaited || waits || fault.kind !== 'final' || run.inDoubt);
    // what a person has asked by hand waits for nothing; it is looked for once, if it is in doubt
    const outcome = isAwaited || waits ? outcomeOf(run.ctx, fault, run.row) : toldOf(fault);
    await run.close(comesAgain ? state : 'failed', outcome);
  } catch (error) {
    run.ctx.log.error(
      `operation ${run.row.id}: the state file cannot take the outcome: ${toFault(error).message}`,
    );
  }
}
