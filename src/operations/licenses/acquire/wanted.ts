import { Fault } from '../../../base/fault.ts';
import type { Context } from '../../engine/context.ts';
import { madeUpName } from '../license/agreement.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import type { Plan } from '../license/plan.ts';
import { parentLicense } from './parent-license.ts';
import { wantedAddons } from './wanted-addons.ts';

/** What the service wants of a license. */
export interface Wanted {
  readonly ip: string;
  readonly licname: string;
  readonly addons: ReadonlyMap<string, number>;
  /** addition: the vendor's license it is for; '' if the service names none. */
  readonly parentItem: string;
}

/** A service, and the license that is to be had for it. */
export interface Acquisition extends LicenseTarget {
  readonly plan: Plan;
  readonly wanted: Wanted;
}

export async function wantedOf(ctx: Context, target: LicenseTarget, plan: Plan): Promise<Wanted> {
  const { service, type, item } = target;
  if (type.address && service.ip === '') throw new Fault('address_missing');
  const addons = type.addons
    ? await wantedAddons(ctx, service, plan.preset.id)
    : new Map<string, number>();
  const parentItem = type.belongsToLicense ? await parentLicense(ctx, target) : '';
  // the client's own name of the license, else one that leads a person from the vendor's list back
  // to the service
  const licname = service.licname || service.domain || madeUpName(item);
  return { ip: service.ip, licname, addons, parentItem };
}
