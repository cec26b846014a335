import type { Manager } from '../../manager-api/manager.ts';
import type { RunningOperation } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { type Fields, idOf, integerOf } from './fields.ts';
import { readForm } from './form.ts';

/** Reads `runningoperation.edit elid=N`; null when the operation has ended (error `missed`). */
export async function readRunningOperation(
  manager: Manager,
  id: string,
): Promise<RunningOperation | null> {
  try {
    return runningOperationOf(id, await readForm(manager, 'runningoperation.edit', id));
  } catch (error) {
    if (isMissed(error)) return null;
    throw error;
  }
}

/** `runningoperation.edit elid=OP sok=ok errorxml=XML`. */
export async function recordError(manager: Manager, id: string, errorxml: string): Promise<void> {
  await manager.call('runningoperation.edit', { elid: id, errorxml, sok: 'ok' }, { kind: 'act' });
}

/** `runningoperation.setmanual elid=OP`: BILLmanager no longer repeats the operation by itself. */
export async function setManual(manager: Manager, id: string): Promise<void> {
  await manager.call('runningoperation.setmanual', { elid: id }, { kind: 'act' });
}

function runningOperationOf(id: string, fields: Fields): RunningOperation {
  return {
    id,
    item: idOf(fields, 'item'),
    command: fields.get('command') ?? '',
    trycount: integerOf(fields.get('trycount')) ?? 0,
    manual: isOn(fields.get('manual')),
    hasTask: !['', '0', 'off'].includes(fields.get('task') ?? ''),
  };
}

function isOn(text: string | undefined): boolean {
  return text === 'on' || text === '1';
}
