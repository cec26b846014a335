import type { Manager } from '../../manager-api/manager.ts';
import type { ServiceRow } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { type Fields, idOf, otherFields } from './fields.ts';
import { IdsByName } from './ids-by-name.ts';
import { listRows } from './list.ts';
import { FACT_FIELDS, serviceFacts } from './service-facts.ts';

const READ = new Set([...FACT_FIELDS, 'name', 'account', 'account_id']);

/**
 * All services of a product type: the list `ITEMTYPE`. The list honours a filter that somebody set
 * for the panel user, so that a service that is not in it is not thereby gone. Names of tariffs and
 * modules, which it may show in the place of ids, are looked up. A panel that has no such product
 * type has no services of it.
 */
export async function* listServices(
  manager: Manager,
  itemtype: string,
  module?: string,
): AsyncIterable<ServiceRow> {
  const ids = new IdsByName(manager);
  try {
    for await (const row of listRows(manager, itemtype)) {
      const found = await serviceRowOf(ids, itemtype, row);
      if (module === undefined || found.processingmodule === module) yield found;
    }
  } catch (error) {
    if (!isMissed(error) || error.errorObject !== 'func') throw error;
  }
}

async function serviceRowOf(ids: IdsByName, itemtype: string, row: Fields): Promise<ServiceRow> {
  const facts = serviceFacts(row);
  const account = idOf(row, 'account');
  return {
    id: row.get('id') ?? '',
    itemtype,
    name: row.get('name') ?? '',
    account: /^\d+$/.test(account) ? account : '',
    ...facts,
    pricelist: await ids.idOf('pricelist', facts.pricelist),
    processingmodule: await ids.idOf('processing', facts.processingmodule),
    params: otherFields(row, READ),
    isWhole: false,
  };
}
