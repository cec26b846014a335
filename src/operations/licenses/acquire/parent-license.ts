import { Fault } from '../../../base/fault.ts';
import type { Service } from '../../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/param-names.ts';
import { isItemtype, PRODUCT_TYPES } from '../../../vendor/product-types.ts';
import type { Context } from '../../engine/context.ts';
import { isRebuilt, readOwn } from '../license/gate.ts';
import type { LicenseTarget } from '../license/license-target.ts';
import { namedLicense, namedParent } from '../license/named-parent.ts';

const LICENSE_ID = /^[1-9]\d{0,14}$/;

/**
 * The vendor's license that a panel module belongs to: named by the service (param `license`, as
 * the order form asks it), or the license of the parent service. '' when the service names neither.
 * A license or service of another client is refused: Fault parent_foreign; a parent without a
 * license is license_unknown, a name that is no number argument_bad.
 */
export async function parentLicense(ctx: Context, target: LicenseTarget): Promise<string> {
  const named = namedLicense(target.service);
  if (named !== '') {
    await refuseForeignLicense(ctx, target, named);
    return named;
  }
  const parent = namedParent(target.service);
  return parent === '' ? '' : licenseOfParent(ctx, target, parent);
}

/**
 * A license that our ledger does not know is the vendor's to judge: it sells modules for the
 * account's own licenses only.
 */
async function refuseForeignLicense(
  ctx: Context,
  target: LicenseTarget,
  license: string,
): Promise<void> {
  if (!LICENSE_ID.test(license))
    throw new Fault('argument_bad', { object: 'license', value: license });
  const known = await ctx.journal.licenses({
    account: target.account,
    state: 'live',
    licenseIds: [license],
  });
  for (const { item, itemtype } of known) {
    if (item === null || itemtype === target.itemtype) continue;
    const owner = await ctx.billmanager.service(item, itemtype);
    if (owner) requireSameClient(target, owner, license);
  }
}

async function licenseOfParent(
  ctx: Context,
  target: LicenseTarget,
  parent: string,
): Promise<string> {
  const known = await ctx.journal.licenseOf(parent);
  const service = await ctx.billmanager.service(parent, known?.itemtype);
  const license = known?.licenseId ?? service?.params.get(PARAM_LICENSE_ID) ?? '';
  if (!service || license === '') throw new Fault('license_unknown', { object: parent });
  requireSameClient(target, service, license);
  // no module is bought for a license of which nothing but a number says that it is the parent's
  if (known && isRebuilt(known) && isItemtype(service.itemtype)) {
    const { itemtype } = service;
    const ofParent = { ...target, item: parent, service, itemtype, type: PRODUCT_TYPES[itemtype] };
    await readOwn(ctx, ofParent, known);
  }
  return license;
}

function requireSameClient(target: LicenseTarget, owner: Service, license: string): void {
  const here = target.service.account;
  if (here === '' || owner.account === '' || owner.account === here) return;
  throw new Fault('parent_foreign', { object: target.item, value: license });
}
