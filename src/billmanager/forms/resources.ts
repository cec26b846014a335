import type { Manager } from '../../manager-api/manager.ts';
import type { Resource, Service } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { resourceOf } from '../resource.ts';
import { type Fields, itemtypeOf } from './fields.ts';
import { readForm } from './form.ts';
import { readAddons } from './service.ts';

/**
 * What a service has of the resources that its form names, each by the form `pricelist.edit` of its
 * row. A form has no field for what was included when the service was ordered: what the tariff
 * includes now stands for it.
 */
export async function readResources(
  manager: Manager,
  service: Pick<Service, 'id' | 'itemtype'>,
): Promise<readonly Resource[]> {
  const addons = await readAddons(manager, service);
  const found = await Promise.all(
    [...addons].map(async ([id, value]) => {
      const fields = await readForm(manager, 'pricelist.edit', id);
      const offered = new Map([...fields, ['itemtype_intname', itemtypeOf(fields)] as const]);
      return resourceOf(id, offered, hasOf(value), await choiceOf(manager, offered, value));
    }),
  );
  return found.flatMap(each => each ?? []);
}

/** The kind of the value tells which column of the database it is. */
function hasOf(value: string): Fields {
  const column = value === 'on' || value === 'off' ? 'boolvalue' : 'intvalue';
  return new Map([[column, value]]);
}

/** The internal name of what was chosen, or of what the tariff has without a choice. */
async function choiceOf(manager: Manager, offered: Fields, value: string): Promise<string> {
  const id = value || (offered.get('enumerationitem') ?? '');
  if (offered.get('addontype') !== '3' || id === '' || id === '0') return '';
  try {
    return (await readForm(manager, 'enumerationitem.edit', id)).get('intname') ?? '';
  } catch (error) {
    if (isMissed(error)) return '';
    throw error;
  }
}
