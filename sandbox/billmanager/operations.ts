import { doc, type El, el, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { findItem, isSaved, requireNumber, requireText } from './items.ts';
import type { BillingCall, BillingWorld } from './world.ts';

export interface Operation {
  readonly id: number;
  readonly item: number;
  readonly command: string;
  readonly trycount: number;
  readonly manual: number;
  readonly errorxml: string;
  /** Further arguments of the call, a JSON array of texts. */
  readonly arguments: string;
  readonly created: string;
}

/**
 * The row that makes BILLmanager start the module; it stands until a `post...` call takes it away.
 */
export function addOperation(
  world: BillingWorld,
  item: number,
  command: string,
  further: readonly string[] = [],
): Operation {
  const id = world.store.insert('runningoperation', {
    item,
    command,
    arguments: JSON.stringify(further),
    created: world.clock.now().toISOString(),
  });
  return requireOperation(world, id);
}

export function findOperation(world: BillingWorld, id: number): Operation | undefined {
  return world.store.get<Operation>('SELECT * FROM runningoperation WHERE id = ?', id);
}

export function requireOperation(world: BillingWorld, id: number): Operation {
  const found = findOperation(world, id);
  if (!found) throw new PanelError('missed', 'elid', String(id));
  return found;
}

export function hasOperation(world: BillingWorld, item: number, command: string): boolean {
  return (
    world.store.get(
      'SELECT 1 FROM runningoperation WHERE item = ? AND command = ? LIMIT 1',
      item,
      command,
    ) !== undefined
  );
}

/** No command named: every operation of the service. */
export function endOperations(
  world: BillingWorld,
  item: number,
  commands: readonly string[],
): void {
  const rows = world.store.all<Operation>('SELECT * FROM runningoperation WHERE item = ?', item);
  for (const { id, command } of rows) {
    if (commands.length > 0 && !commands.includes(command)) continue;
    world.store.run('DELETE FROM runningoperation WHERE id = ?', id);
  }
}

/** `runningoperation.edit elid=N`: its form, or with sok=ok the errorxml saved. */
export function operationForm(world: BillingWorld, call: BillingCall): El {
  const operation = requireOperation(world, requireNumber(call, 'elid'));
  if (!isSaved(call)) return doc(operationFields(world, operation));
  const errorxml = call.params.get('errorxml');
  if (errorxml !== undefined) world.store.update('runningoperation', operation.id, { errorxml });
  return okDoc([el('id', operation.id)]);
}

function operationFields(world: BillingWorld, operation: Operation): readonly El[] {
  const { id, item, command, trycount, manual, created } = operation;
  const task = world.store.get<{ id: number }>(
    'SELECT id FROM task WHERE runningoperation = ? LIMIT 1',
    id,
  )?.id;
  return fields({
    ...{ elid: id, id, item, intname: command, command, trycount, created },
    manual: manual === 1 ? 'on' : 'off',
    task: task ?? '',
  });
}

/** `runningoperation.setmanual elid=OP`: BILLmanager no longer repeats it by itself. */
export function setManual(world: BillingWorld, call: BillingCall): El {
  const operation = requireOperation(world, requireNumber(call, 'elid'));
  world.store.update('runningoperation', operation.id, { manual: 1 });
  return okDoc();
}

/** `task.gettype operation=COMMAND [item=ITEM]` */
export function taskType(world: BillingWorld, call: BillingCall): El {
  requireText(call, 'operation');
  if (call.params.has('item')) requireService(world, requireNumber(call, 'item'));
  return doc([el('task_type', world.settings.get('task_type'))]);
}

/** `task.edit item= runningoperation= type= [params=] sok=ok` */
export function addTask(world: BillingWorld, call: BillingCall): El {
  const item = requireNumber(call, 'item');
  requireService(world, item);
  const { id } = requireOperation(world, requireNumber(call, 'runningoperation'));
  const type = requireText(call, 'type');
  if (!isSaved(call)) return doc(fields({ item, runningoperation: id, type }));
  const created = world.clock.now().toISOString();
  return okDoc([
    el('id', world.store.insert('task', { item, runningoperation: id, type, created })),
  ]);
}

function requireService(world: BillingWorld, id: number): void {
  if (!findItem(world, id)) throw new PanelError('missed', 'item', String(id));
}
