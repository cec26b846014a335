import { Fault } from '../base/fault.ts';
import { PARAM_LICENSE_ID, PARAM_PARENT_LICENSE, type Service } from '../billing/billing.ts';
import type { Context } from './context.ts';
import type { Subject } from './subject.ts';

const LICENSE_ID = /^[1-9]\d{0,14}$/;

/**
 * The upstream license that a panel module belongs to: named by the service (param `license`, as the order form asks it), or
 * the license of the parent service. '' when the service names neither. A license or service of another client is refused:
 * Fault license_foreign; a parent without a license is license_unknown, a name that is no number argument_bad.
 */
export async function parentLicense(ctx: Context, subject: Subject): Promise<string> {
  const named = (subject.service.params.get(PARAM_PARENT_LICENSE) ?? '').trim();
  if (named !== '') {
    await refuseForeignLicense(ctx, subject, named);
    return named;
  }
  const parent = subject.service.params.get('parent') ?? '';
  return parent === '' || parent === '0' ? '' : licenseOfParent(ctx, subject, parent);
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
  return license;
}

function requireSameClient(subject: Subject, owner: Service, license: string): void {
  const here = subject.service.account;
  if (here === '' || owner.account === '' || owner.account === here) return;
  throw new Fault('license_foreign', { object: subject.item, value: license });
}
