import type { Manager } from '../../manager-api/manager.ts';
import type { ServiceRow } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { type Fields, otherFields } from './fields.ts';
import { listRows } from './list.ts';
import { FACT_FIELDS, serviceFacts } from './service-facts.ts';

const READ = new Set(FACT_FIELDS);

/**
 * All services of a product type: the list `ITEMTYPE`. The list honours a filter that somebody set
 * for the panel user, so that a service that is not in it is not thereby gone. A panel that has no
 * such product type has no services of it.
 */
export async function* listServices(manager: Manager, itemtype: string): AsyncIterable<ServiceRow> {
  try {
    for await (const row of listRows(manager, itemtype)) yield serviceRowOf(itemtype, row);
  } catch (error) {
    if (!isMissed(error) || error.errorObject !== 'func') throw error;
  }
}

function serviceRowOf(itemtype: string, row: Fields): ServiceRow {
  return {
    id: row.get('id') ?? '',
    itemtype,
    ...serviceFacts(row),
    params: otherFields(row, READ),
  };
}
