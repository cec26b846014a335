import type { Manager } from '../../manager-api/manager.ts';
import type { Problem } from '../billmanager.ts';
import { listRows } from '../forms/list.ts';

interface ModuleProblem {
  readonly name: string;
  readonly object?: string;
  readonly module: string;
  readonly moduleName: string;
  readonly message: string;
  readonly params?: Readonly<Record<string, string>>;
}

/** What BILLmanager asks a module about the module itself. */
export const ABOUT_MODULE = { kind: 'act', inMaintenance: true } as const;

interface ModuleBalance {
  readonly module: string;
  readonly balance: string;
  readonly currency: string;
  readonly at: Date;
}

/** `processing.savebalance`: the balance at the provider and when it was seen. */
export async function saveBalance(manager: Manager, seen: ModuleBalance): Promise<void> {
  const params = {
    processingmodule: seen.module,
    balance: seen.balance,
    currency: seen.currency,
    notify_time: localTime(seen.at),
    sok: 'ok',
  };
  await manager.call('processing.savebalance', params, ABOUT_MODULE);
}

/**
 * `problems.register` (docs/reference/processing-module.md, "Panel problems"); BILLmanager keeps
 * one problem per name and id.
 */
export async function registerProblem(manager: Manager, problem: ModuleProblem): Promise<void> {
  const params = {
    name: problem.name,
    id: problem.object ?? problem.module,
    level: 'error',
    param_pm_name: problem.moduleName,
    param_pm_id: problem.module,
    param_errormsg: problem.message,
    ...Object.fromEntries(
      Object.entries(problem.params ?? {}).map(([name, value]) => [`param_${name}`, value]),
    ),
    sok: 'ok',
  };
  await manager.call('problems.register', params, { kind: 'act' });
}

/**
 * The panel's list `problems`. The reference names no field for what a problem is about; '' where
 * none of those that it may be is there.
 */
export async function problems(manager: Manager): Promise<readonly Problem[]> {
  const found: Problem[] = [];
  for await (const row of listRows(manager, 'problems')) {
    const object = row.get('object_id') ?? row.get('object') ?? row.get('elid') ?? '';
    found.push({ id: row.get('id') ?? '', name: row.get('name') ?? '', object });
  }
  return found;
}

/**
 * Takes a registered problem off the panel's list. The reference names no function for it; every
 * list of a panel has `LIST.delete`, so the list `problems` is asked for the rows of this name and
 * object and each is deleted.
 */
export async function clearProblem(
  manager: Manager,
  problem: { readonly name: string; readonly object: string },
): Promise<void> {
  const found = (await problems(manager)).filter(
    ({ name, object }) => name === problem.name && (object === '' || object === problem.object),
  );
  for (const { id } of found)
    await manager.call('problems.delete', { elid: id, sok: 'ok' }, { kind: 'act' });
}

/**
 * `YYYY-MM-DD HH:MM:SS` by the server's own clock and time zone, in which the panel and its
 * database live.
 */
function localTime(moment: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join('-');
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':');
  return `${date} ${time}`;
}
