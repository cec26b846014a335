import { Fault } from '../base/fault.ts';
import { PARAM_LICENSE_ID, type Service } from '../billing/billing.ts';
import { isItemtype, PRODUCT_TYPES } from '../products/product-types.ts';
import type { Context } from './context.ts';
import { isRebuilt, readOwn } from './gate.ts';
import { namedLicense, namedParent } from './named-parent.ts';
import type { Subject } from './subject.ts';

const LICENSE_ID = /^[1-9]\d{0,14}$/;

/**
 * The upstream license that a panel module belongs to: named by the service (param `license`, as the order form asks it), or
 * the license of the parent service. '' when the service names neither. A license or service of another client is refused:
 * Fault parent_foreign; a parent without a license is license_unknown, a name that is no number argument_bad.
 */
export async function parentLicense(ctx: Context, subject: Subject): Promise<string> {
  const named = namedLicense(subject.service);
  if (named !== '') {
    await refuseForeignLicense(ctx, subject, named);
    return named;
  }
  const parent = namedParent(subject.service);
  return parent === '' ? '' : licenseOfParent(ctx, subject, parent);
}

/** A license that our ledger does not know is the upstream's to judge: it sells modules for the account's own licenses only. */
async function refuseForeignLicense(ctx: Context, subject: Subject, license: string): Promise<void> {
  if (!LICENSE_ID.test(license)) throw new Fault('argument_bad', { object: 'license', value: license });
  const known = await (await ctx.journal()).licenses({
    account: subject.account,
    state: 'live',
    licenseIds: [license],
  });
  for (const { item, itemtype } of known) {
    if (item === null || itemtype === subject.itemtype) continue;
    const owner = await ctx.billing.service(item, itemtype);
    if (owner) requireSameClient(subject, owner, license);
  }
}

async function licenseOfParent(ctx: Context, subject: Subject, parent: string): Promise<string> {
  const known = await (await ctx.journal()).licenseOf(parent);
  const service = await ctx.billing.service(parent, known?.itemtype);
  const license = known?.licenseId ?? service?.params.get(PARAM_LICENSE_ID) ?? '';
  if (!service || license === '') throw new Fault('license_unknown', { object: parent });
  requireSameClient(subject, service, license);
  // no module is bought for a license of which nothing but a number says that it is the parent's
  if (known && isRebuilt(known) && isItemtype(service.itemtype)) {
    const { itemtype } = service;
    const ofParent = { ...subject, item: parent, service, itemtype, type: PRODUCT_TYPES[itemtype] };
    await readOwn(ctx, ofParent, known);
  }
  return license;
}

function requireSameClient(subject: Subject, owner: Service, license: string): void {
  const here = subject.service.account;
  if (here === '' || owner.account === '' || owner.account === here) return;
  throw new Fault('parent_foreign', { object: subject.item, value: license });
}
