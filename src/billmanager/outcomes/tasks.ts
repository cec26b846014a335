import { child, field, type MgrDocument } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';

interface TaskOrder {
  readonly command: string;
  readonly item: string;
  readonly runningOperation: string;
}

/**
 * A task for a person (docs/reference/processing-module.md, "A task for a person"): `task.gettype`,
 * and `task.edit` if BILLmanager names a task type for the command. It does not check whether there
 * already is a task.
 */
export async function createTask(manager: Manager, task: TaskOrder): Promise<void> {
  const asked = { operation: task.command, item: task.item };
  const type = taskType(await manager.call('task.gettype', asked, { kind: 'read' }));
  if (type === '') return;
  await manager.call(
    'task.edit',
    { item: task.item, runningoperation: task.runningOperation, type, sok: 'ok' },
    { kind: 'act' },
  );
}

function taskType(document: MgrDocument): string {
  const model = child(document, 'model');
  return field(document, 'task_type') ?? (model && field(model, 'task_type')) ?? '';
}
