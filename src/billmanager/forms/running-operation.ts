import type { Manager } from '../../manager-api/manager.ts';
import type { RunningOperation } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { type Fields, firstOf, idOf, integerOf } from './fields.ts';
import { readForm } from './form.ts';
import { listRows } from './list.ts';

/**
 * Reads `runningoperation.edit elid=N`, and the row of the list `runningoperation` where the form
 * says that there is none, or does not tell how often it was tried. Null when neither has it.
 */
export async function readRunningOperation(
  manager: Manager,
  id: string,
): Promise<RunningOperation | null> {
  const form = await formOf(manager, id);
  if (form?.has('trycount')) return runningOperationOf(id, form);
  const row = await rowOf(manager, id);
  return form || row ? runningOperationOf(id, new Map([...(row ?? []), ...(form ?? [])])) : null;
}

/**
 * Commands of a service's operations in the list `runningoperation`. A list that shows names in
 * place of the ids of services tells of none.
 */
export async function listRunningCommands(
  manager: Manager,
  item: string,
): Promise<readonly string[]> {
  const commands: string[] = [];
  for await (const row of listRows(manager, 'runningoperation'))
    if (idOf(row, 'item') === item) commands.push(firstOf(row, 'intname', 'command', 'desc'));
  return commands;
}

/** Null where there is none (error `missed`). */
async function formOf(manager: Manager, id: string): Promise<Fields | null> {
  try {
    return await readForm(manager, 'runningoperation.edit', id);
  } catch (error) {
    if (isMissed(error)) return null;
    throw error;
  }
}

async function rowOf(manager: Manager, id: string): Promise<Fields | null> {
  for await (const row of listRows(manager, 'runningoperation'))
    if (row.get('id') === id) return row;
  return null;
}

/** `runningoperation.edit elid=OP sok=ok errorxml=XML`. */
export async function recordError(manager: Manager, id: string, errorxml: string): Promise<void> {
  await manager.call('runningoperation.edit', { elid: id, errorxml, sok: 'ok' }, { kind: 'act' });
}

/** `runningoperation.setmanual elid=OP`: BILLmanager no longer repeats the operation by itself. */
export async function setManual(manager: Manager, id: string): Promise<void> {
  await manager.call('runningoperation.setmanual', { elid: id }, { kind: 'act' });
}

/** By the columns of the table of the same name, and of its list. */
export function runningOperationOf(id: string, fields: Fields): RunningOperation {
  return {
    id,
    item: idOf(fields, 'item'),
    command: firstOf(fields, 'intname', 'command'),
    trycount: integerOf(fields.get('trycount')) ?? 0,
    manual: isOn(fields.get('manual')),
    hasTask: !['', '0', 'off'].includes(fields.get('task') ?? ''),
    isTaskClosed: isClosedTask(fields.get('task_status')),
  };
}

/**
 * Open tasks by their running operation, from the list `task`; none where the panel has no such
 * list.
 */
export async function listOpenTasks(
  manager: Manager,
  runningOperations: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const open = new Map<string, string>();
  try {
    for await (const row of listRows(manager, 'task')) {
      const of = idOf(row, 'runningoperation');
      if (runningOperations.includes(of) && !isClosedTask(row.get('status')))
        open.set(of, row.get('id') ?? '');
    }
  } catch (error) {
    if (!isMissed(error)) throw error;
  }
  return open;
}

/** `task.status`: 0 opened, 1 in work, 2 closed (docs/reference/billmanager.md). */
export const isClosedTask = (status: string | undefined): boolean =>
  status === '2' || status === 'closed';

function isOn(text: string | undefined): boolean {
  return text === 'on' || text === '1';
}
