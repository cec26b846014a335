import type { ServiceRow } from '../../billmanager/billmanager.ts';
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
 * shows no parameters, a service of `modules` that the ledger has no license of (`known`: those it
 * has one of) is read singly: nothing but the service itself names the license of a copy that was
 * given to another client.
 */
export async function billedServices(
  { billmanager }: Context,
  itemtype: Itemtype,
  { modules, known }: { readonly modules: readonly string[]; readonly known: ReadonlySet<string> },
): Promise<ReadonlyMap<string, Billed>> {
  const services = new Map<string, Billed>();
  for await (const row of billmanager.services(itemtype)) {
    const isOurs = row.processingmodule === '' || modules.includes(row.processingmodule);
    const isTold = row.isWhole || row.params.has(PARAM_LICENSE_ID) || known.has(row.id);
    const isOver = row.status === 'deleted' || row.status === 'ordered';
    const whole = isOurs && !isTold && !isOver ? await billmanager.service(row.id, itemtype) : row;
    const { params } = whole ?? row;
    services.set(row.id, billedOf(row, params.get(PARAM_LICENSE_ID) ?? ''));
  }
  return services;
}

/** `licenseId`: as its parameters name it. */
export function billedOf(row: ServiceRow, licenseId: string): Billed {
  const { id, account, status, pricelist, expiredate, createdate, processingmodule, params } = row;
  return {
    ...{ id, account, status, pricelist, expiredate, createdate, processingmodule, licenseId },
    ip: params.get('ip') ?? '',
    licname: params.get('licname') ?? '',
  };
}

/** By the license that each names, of those that are there. */
export function byNamedLicense(services: ReadonlyMap<string, Billed>): ReadonlyMap<string, Billed> {
  const present = [...services.values()].filter(({ status }) => status !== 'deleted');
  return new Map(present.map(each => [each.licenseId, each]));
}
