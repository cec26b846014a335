import { ITEM_STATUS, setParam } from './items.ts';
import { addOperation, endOperations } from './operations.ts';
import type { BillingWorld } from './world.ts';

/** BILLmanager's own module that leaves a task for each operation. */
export const MANUAL_MODULE = 'pmmanual';

/** A service of the manual module is ordered and paid: its activation waits in a task. */
export function waitForPerson(world: BillingWorld, item: number): void {
  world.store.transaction(() => {
    const { id } = addOperation(world, item, 'open');
    world.store.update('runningoperation', id, { manual: 1 });
    world.store.insert('task', {
      item,
      runningoperation: id,
      type: world.settings.get('task_type'),
      created: world.clock.now().toISOString(),
    });
    world.store.update('item', item, { status: ITEM_STATUS.processing });
  });
}

export interface ClosedTask {
  /** Another processing module, chosen in the task's form. */
  readonly module?: number;
  readonly username: string;
  readonly password: string;
}

/** A person closes the activation task, as the article does: the service is active then. */
export function closeTask(world: BillingWorld, item: number, closed: ClosedTask): void {
  world.store.transaction(() => {
    setParam(world, item, 'username', closed.username);
    setParam(world, item, 'userpassword', closed.password, true);
    if (closed.module !== undefined)
      world.store.update('item', item, { processingmodule: closed.module });
    world.store.update('item', item, {
      status: ITEM_STATUS.active,
      opendate: world.clock.today(),
    });
    endOperations(world, item, ['open']);
    world.store.run('DELETE FROM task WHERE item = ?', item);
  });
}
