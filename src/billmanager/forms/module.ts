import type { Manager } from '../../manager-api/manager.ts';
import type { ModuleSettings, SuitableModule } from '../billmanager.ts';
import { type Fields, integerOf, otherFields } from './fields.ts';
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
    modules.push({ ...moduleOf(row.get('id') ?? '', row), params: new Map() });
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
    // no form or list shows it
    config: null,
  };
}

/**
 * The active processing modules of a program, in their order. The list tells neither tariffs nor
 * groups: where the tariff's form names its modules only those are taken.
 */
export async function listSuitableModules(
  manager: Manager,
  pricelist: string,
  program: string,
): Promise<readonly SuitableModule[]> {
  const tariff = await readForm(manager, 'pricelist.edit', pricelist);
  const named = (tariff.get('processingmodule') ?? '').split(',').map(id => id.trim());
  const served = named.filter(id => /^[1-9]\d*$/.test(id));
  const rows: Fields[] = [];
  for await (const row of listRows(manager, 'processing')) {
    const isOurs = row.get('module') === program && row.get('active') !== 'off';
    if (isOurs && (served.length === 0 || served.includes(row.get('id') ?? ''))) rows.push(row);
  }
  const order = (row: Fields): number => integerOf(row.get('orderpriority')) ?? 0;
  const sorted = rows.toSorted((a, b) => order(a) - order(b) || idNumber(a) - idNumber(b));
  return sorted.map(row => ({ id: row.get('id') ?? '', group: '' }));
}

const idNumber = (row: Fields): number => integerOf(row.get('id')) ?? 0;
