import type { Log } from '../../base/log.ts';
import type { Manager } from '../../manager-api/manager.ts';
import type { Service } from '../billmanager.ts';
import { BillmanagerRefused, isMissed } from '../billmanager-refused.ts';
import { type Fields, fieldsOf, idOf, itemtypeOf, otherFields } from './fields.ts';
import { formOwner, WrongForm } from './form.ts';
import { FACT_FIELDS, serviceFacts } from './service-facts.ts';

/** What a form tells of each resource of the tariff. */
const ADDON = /^addon_(\d+)$/;
/** Fields that are no parameters: those that are read into typed ones, and the service's own. */
const READ = new Set([
  ...FACT_FIELDS,
  'name',
  'lastpricelist',
  'account',
  'account_id',
  'parent',
  'ip',
  'licname',
  'domain',
  'itemtype',
  'itemtype_intname',
  'opendate',
  'suspenddate',
  'remoteid',
  'cost',
  'costperiod',
  'costdate',
  'price',
  'currency',
  'autoprolong',
  'scheduledclose',
]);

interface ServiceSearch {
  readonly item: string;
  /** Product types to ask, in this order. */
  readonly itemtypes: readonly string[];
}

/**
 * Looks for a service under one product type after the other, by its form `ITEMTYPE.edit elid=ITEM`
 * (docs/reference/processing-module.md, "Reading"). Null only if every type says that it has no
 * such service: a type that refuses for another reason, or answers about another service, leaves
 * the question open and its fault is thrown when no other type has the service.
 * `billing_unreachable` is thrown at once.
 */
export async function findService(
  manager: Manager,
  search: ServiceSearch,
  log: Log,
): Promise<Service | null> {
  let open: BillmanagerRefused | WrongForm | null = null;
  for (const itemtype of search.itemtypes) {
    try {
      const found = await readService(manager, itemtype, search.item);
      if (found) return found;
    } catch (error) {
      if (isMissed(error)) continue;
      if (!(error instanceof BillmanagerRefused || error instanceof WrongForm)) throw error;
      log.warning(`service ${search.item} as ${itemtype}: ${error.message}`);
      open ??= error;
    }
  }
  if (open) throw open;
  return null;
}

async function readService(
  manager: Manager,
  itemtype: string,
  item: string,
): Promise<Service | null> {
  const fields = await readServiceForm(manager, itemtype, item);
  if (!fields) return null;
  const service = serviceOf(itemtype, item, fields);
  addonsRead.set(service, addonsOf(fields));
  return service;
}

/** Null where the form is that of no service, or of one of another product type. */
async function readServiceForm(
  manager: Manager,
  itemtype: string,
  item: string,
): Promise<Fields | null> {
  const func = `${itemtype}.edit`;
  const fields = fieldsOf(await manager.call(func, { elid: item }, { kind: 'read' }));
  const owner = formOwner(fields, item);
  if (owner === 'another') throw new WrongForm(func, item);
  const told = itemtypeOf(fields);
  const isElsewhere = told !== '' && told !== itemtype;
  return owner === 'nobody' || isElsewhere ? null : fields;
}

/** The service that a form describes. */
export function serviceOf(itemtype: string, item: string, fields: Fields): Service {
  const text = (name: string) => fields.get(name) ?? '';
  const reference = (id: string) => (id === '0' ? '' : id);
  const params = [...otherFields(fields, READ)].filter(([name]) => !ADDON.test(name));
  return {
    id: item,
    itemtype,
    name: text('name'),
    ...serviceFacts(fields),
    lastpricelist: reference(text('lastpricelist')),
    account: idOf(fields, 'account'),
    parent: reference(text('parent')),
    ip: text('ip'),
    licname: text('licname'),
    domain: text('domain'),
    params: new Map(params),
  };
}

/** What the form told besides, from which a service was read. */
const addonsRead = new WeakMap<object, ReadonlyMap<string, string>>();

/**
 * What a service has of its tariff's resources, by their ids: the fields `addon_N` of its form,
 * numbers, `on` and `off`, or the id of what was chosen. A form is read again only for a service
 * that was not read from one.
 */
export async function readAddons(
  manager: Manager,
  service: Pick<Service, 'id' | 'itemtype'>,
): Promise<ReadonlyMap<string, string>> {
  const known = addonsRead.get(service);
  if (known) return known;
  return addonsOf((await readServiceForm(manager, service.itemtype, service.id)) ?? new Map());
}

function addonsOf(fields: Fields): ReadonlyMap<string, string> {
  const addons = new Map<string, string>();
  for (const [name, value] of fields) {
    const resource = ADDON.exec(name)?.[1];
    if (resource !== undefined) addons.set(resource, value);
  }
  return addons;
}
