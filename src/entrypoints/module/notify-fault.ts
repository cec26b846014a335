import { type Fault, toFault } from '../../base/fault.ts';
import { faultTypes } from '../../base/fault-types.ts';
import type { Log } from '../../base/log.ts';
import type { Billmanager } from '../../billmanager/billmanager.ts';
import type { Context } from '../../operations/engine/context.ts';
import { noteUnbegun } from '../../operations/engine/run-operation.ts';
import { operationRecord } from './error-document.ts';
import type { Request } from './request.ts';

/**
 * A passing fault becomes a task for a person when BILLmanager has tried this often
 * (docs/reference/processing-module.md, "A task for a person").
 */
const MOST_TRIES = 10;

/**
 * A charge in doubt is looked for at growing intervals, however often BILLmanager starts it
 * meanwhile, and ends with charge_unsettled; work of another process ends there. This many starts
 * are one every five minutes for a day.
 */
const MOST_TRIES_UNDER_WAY = 288;
const UNDER_WAY: ReadonlySet<string> = new Set(['charge_in_doubt', 'service_busy']);

/**
 * Notifies BILLmanager of a failed operation: a record on the running operation, a task when no
 * retry can mend it or the tries are used up, a panel problem for connection and login faults. A
 * notification that fails is logged: the error document still goes out.
 */
export async function notifyFault(
  billmanager: Billmanager,
  log: Log,
  request: Request,
  fault: Fault,
): Promise<void> {
  const runningOperation = request.option('runningoperation');
  const module = await aside(log, () => moduleOf(billmanager, request));
  if (runningOperation !== '') {
    const about = {
      module: module?.id ?? '',
      moduleName: module?.name ?? '',
      at: new Date(),
      lang: request.lang,
    };
    const isRecorded = await aside(log, async () => {
      await billmanager.recordError(runningOperation, operationRecord(fault, about));
      return true;
    });
    if (request.option('item') !== '')
      await aside(log, () => makeTask(billmanager, request, fault, isRecorded === true));
  }
  if (isProblem(fault) && module && module.id !== '') {
    const problem = {
      name: 'processingmodule_connect',
      module: module.id,
      moduleName: module.name,
      message: fault.message,
    };
    await aside(log, () => billmanager.registerProblem(problem));
  }
}

/** With these faults no operation can be resumed: they come before anything is read. */
const BEFORE_ALL: ReadonlySet<string> = new Set(['conf_bad', 'conf_exposed']);

/**
 * BILLmanager stops repeating an operation that met an unusable conf: it is noted for checkevent,
 * which continues when the conf is fixed.
 */
export async function noteWait(
  { journal, billmanager, clock }: Pick<Context, 'journal' | 'billmanager' | 'clock'>,
  log: Log,
  { command, service }: Request,
  fault: Fault,
): Promise<void> {
  if (!BEFORE_ALL.has(fault.type) || service.item === '') return;
  const noting = { journal, billmanager, clock, conf: null };
  await aside(log, () => noteUnbegun(noting, command, service, fault));
}

const isProblem = (fault: Fault): boolean => {
  const info = faultTypes()[fault.type];
  return 'problem' in info && info.problem === true;
};

/** A fault that could not be recorded is no task yet: who reads it would not see the reason. */
async function makeTask(
  billmanager: Billmanager,
  request: Request,
  fault: Fault,
  isRecorded: boolean,
): Promise<void> {
  const id = request.option('runningoperation');
  const operation = await billmanager.runningOperation(id);
  if (operation === null || (operation.hasTask && operation.manual)) return;
  const most = UNDER_WAY.has(fault.type) ? MOST_TRIES_UNDER_WAY : MOST_TRIES;
  if ((fault.kind !== 'final' || !isRecorded) && operation.trycount < most) return;
  // the task first: nobody would ever hear again of a manual operation without one
  if (!operation.hasTask)
    await billmanager.createTask({
      command: request.command,
      item: request.option('item'),
      runningOperation: id,
    });
  if (!operation.manual) await billmanager.setManual(id);
}

async function moduleOf(
  billmanager: Billmanager,
  request: Request,
): Promise<{ id: string; name: string } | null> {
  const { item, itemtype } = request.service;
  const id =
    request.option('module') ||
    (item === ''
      ? ''
      : ((await billmanager.service(item, itemtype ?? undefined))?.processingmodule ?? ''));
  return id === '' ? null : { id, name: (await billmanager.module(id)).name };
}

/** One part of it; its own failure must not hide the fault. */
async function aside<T>(log: Log, notify: () => Promise<T>): Promise<T | null> {
  try {
    return await notify();
  } catch (error) {
    log.error(`BILLmanager could not be told of the fault: ${toFault(error).message}`);
    return null;
  }
}
