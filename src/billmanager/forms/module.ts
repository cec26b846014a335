import type { Manager } from '../../manager-api/manager.ts';
import type { ModuleSettings } from '../billmanager.ts';
import { type Fields, otherFields } from './fields.ts';
import { readForm } from './form.ts';
import { listRows } from './list.ts';

const READ = new Set(['id', 'elid', 'name', 'module', 'url', 'username', 'password']);

/**
 * Reads a processing module's settings: `processing.edit elid=MODULE`, which answers the password
 * in clear.
 */
export async function readModule(manager: Manager, module: string): Promise<ModuleSettings> {
  const fields = await readForm(manager, 'processing.edit', module);
  const text = (name: string) => fields.get(name) ?? '';
  return {
    ...moduleOf(module, fields),
    url: text('url'),
    username: text('username'),
    password: text('password'),
  };
}

/** All processing modules: the list `processing`. Connection settings are not taken from a list. */
export async function listModules(manager: Manager): Promise<readonly ModuleSettings[]> {
  const modules: ModuleSettings[] = [];
  for await (const row of listRows(manager, 'processing'))
    modules.push(moduleOf(row.get('id') ?? '', row));
  return modules;
}

function moduleOf(id: string, fields: Fields): ModuleSettings {
  return {
    id,
    name: fields.get('name') ?? '',
    module: fields.get('module') ?? '',
    url: '',
    username: '',
    password: '',
    params: otherFields(fields, READ),
  };
}
