import type { ReconcileRun } from './reconcile-run.ts';
import { TASK } from './unwanted.ts';

/**
 * No public source says whether a person's task ends with its operation. So the task is read back;
 * one that is still open is noted with the operation, for `cpbillmgr operations`, and checked in
 * each run until it is closed.
 */
export async function noteOpenTasks(run: ReconcileRun): Promise<void> {
  const { journal, billmanager } = run.ctx;
  const key = `open tasks of module ${run.module.id}`;
  const kept = (await journal.recall(key))?.value ?? null;
  const known = Array.isArray(kept) ? kept.filter(each => typeof each === 'string') : [];
  const ended = run.withTask.map(({ id, runningOperation }) => `${id} ${runningOperation}`);
  const asked = [...known, ...ended];
  if (asked.length === 0) return;
  const pairs = asked.map(each => each.split(' '));
  const open = await billmanager.openTasks(pairs.map(([, operation = '']) => operation));
  const still: string[] = [];
  for (const [id = '', operation = ''] of pairs) {
    const task = open.get(operation);
    await journal.note(Number(id), { [TASK]: task ?? '' });
    if (task !== undefined) still.push(`${id} ${operation}`);
  }
  if (still.join() !== known.join()) await journal.remember(key, still);
}
