import type { Manager } from '../../manager-api/manager.ts';
import type { Tariff } from '../billmanager.ts';
import { firstOf, itemtypeOf, otherFields } from './fields.ts';
import { readForm } from './form.ts';

/** Fields that are no settings: those that are read, and the tariff's own. */
const READ = new Set([
  'id',
  'elid',
  'name',
  'name_en',
  'name_ru',
  'intname',
  'itemtype',
  'itemtype_intname',
  'project',
  'parent',
  'active',
  'archived',
  'processingmodule',
  'orderpriority',
]);

/**
 * Reads a tariff: `pricelist.edit elid=P`
 * (docs/reference/processing-module.md, "Reading").
 */
export async function readTariff(manager: Manager, pricelist: string): Promise<Tariff> {
  const fields = await readForm(manager, 'pricelist.edit', pricelist);
  return {
    id: pricelist,
    name: firstOf(fields, 'name', 'name_en', 'name_ru'),
    intname: fields.get('intname') ?? '',
    itemtype: itemtypeOf(fields) || (fields.get('itemtype') ?? ''),
    params: otherFields(fields, READ),
  };
}
