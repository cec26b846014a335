import type { Service, ServiceRow } from '../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { Context } from '../../operations/engine/context.ts';
import type { Itemtype } from '../../vendor/vendor.ts';

/** What BILLmanager knows of a service, as far as it is compared. */
export interface Billed
  extends Pick<
    ServiceRow,
    'id' | 'account' | 'status' | 'pricelist' | 'expiredate' | 'createdate' | 'processingmodule'
  > {
  readonly ip: string;
  readonly licname: string;
  /** The license that it names; '' for none. */
  readonly licenseId: string;
}

/**
 * All services of a product type, whatever module they belong to, by their numbers. Where a list
 * shows no parameters, a service of `modules` that the ledger has no license of is read singly:
 * nothing but the service itself names the license of a copy that was given to another client.
 */
export async function billedServices(
  ctx: Context,
  itemtype: Itemtype,
  modules: readonly string[],
): Promise<Map<string, Billed>> {
  const services = new Map<string, Billed>();
  const shared = new Map<string, string>();
  for await (const row of ctx.billmanager.services(itemtype)) {
    const { params } = (await wholeOf(ctx, row, modules)) ?? row;
    const facts = { ip: row.params.get('ip') ?? '', licname: row.params.get('licname') ?? '' };
    const licenseId = params.get(PARAM_LICENSE_ID) ?? '';
    services.set(row.id, sharing(shared, { ...billedOf(row), ...facts, licenseId }));
  }
  return services;
}

/** One service, whatever a list shows; null: there is none. */
export async function billedService(
  { billmanager }: Context,
  item: string,
  itemtype: Itemtype,
): Promise<Billed | null> {
  const service = await billmanager.service(item, itemtype);
  if (service === null) return null;
  const { ip, licname, params } = service;
  return { ...billedOf(service), ip, licname, licenseId: params.get(PARAM_LICENSE_ID) ?? '' };
}

/** Where a list shows no parameters, one that the ledger has no license of is read singly. */
export async function wholeOf(
  { billmanager, journal }: Context,
  { id, itemtype, isWhole, processingmodule, status, params }: ServiceRow,
  modules: readonly string[],
): Promise<Service | null> {
  const isOurs = processingmodule === '' || modules.includes(processingmodule);
  const isOver = status === 'deleted' || status === 'ordered';
  if (isWhole || params.has(PARAM_LICENSE_ID) || !isOurs || isOver) return null;
  return (await journal.licenseOf(id)) ? null : billmanager.service(id, itemtype);
}

const billedOf = (row: Service | ServiceRow): Omit<Billed, 'ip' | 'licname' | 'licenseId'> => {
  const { id, account, status, pricelist, expiredate, createdate, processingmodule } = row;
  return { id, account, status, pricelist, expiredate, createdate, processingmodule };
};

/** A hundred thousand services have few clients, tariffs, modules and dates: each text once. */
function sharing(shared: Map<string, string>, billed: Billed): Billed {
  const one = <T extends string | null>(text: T): T => {
    if (text === null) return text;
    const known = shared.get(text);
    if (known === undefined) shared.set(text, text);
    return (known ?? text) as T;
  };
  const { account, pricelist, expiredate, createdate, processingmodule } = billed;
  return {
    ...billed,
    account: one(account),
    pricelist: one(pricelist),
    expiredate: one(expiredate),
    createdate: one(createdate),
    processingmodule: one(processingmodule),
  };
}
