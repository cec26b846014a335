import { type El, fields, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireNumber, requireText } from './items.ts';
import { listAnswer } from './lists.ts';
import { requireSaved } from './posts.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** `problems.register name= id= level= param_...= sok=ok`: one problem for each name and object. */
export function registerProblem(world: BillingWorld, call: BillingCall): El {
  requireSaved(call);
  const params = [...call.params].filter(([name]) => name.startsWith('param_'));
  world.store.run(
    'INSERT OR REPLACE INTO problem (name, object, level, params, created) VALUES (?, ?, ?, ?, ?)',
    requireText(call, 'name'),
    requireText(call, 'id'),
    call.params.get('level') ?? 'error',
    JSON.stringify(Object.fromEntries(params)),
    world.clock.now().toISOString(),
  );
  return okDoc();
}

/**
 * `problems`: the list. The reference does not tell its fields; `object_id` is what the problem is
 * about.
 */
export function problemList(world: BillingWorld, call: BillingCall): El {
  const source = { columns: 'id, name, object, level', from: 'problem', order: 'id' };
  return listAnswer<ListedProblem>(world, call, source, ({ id, name, object, level }) =>
    fields({ id, name, object_id: object, level }),
  );
}

interface ListedProblem {
  readonly id: number;
  readonly name: string;
  readonly object: string;
  readonly level: string;
}

/** `problems.delete elid=ID sok=ok`, as every list of a panel has it. */
export function deleteProblem(world: BillingWorld, call: BillingCall): El {
  requireSaved(call);
  const id = requireNumber(call, 'elid');
  if (world.store.get('SELECT id FROM problem WHERE id = ?', id) === undefined) {
    throw new PanelError('missed', 'elid', String(id));
  }
  world.store.run('DELETE FROM problem WHERE id = ?', id);
  return okDoc();
}
