import { PARAM_LICENSE_PRICELIST } from '../../billmanager/billmanager.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { withService } from '../engine/service-lock.ts';
import { readLicense, requireLicense } from './license/find-license.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { vendorFacts } from './license/license-row.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { isReady } from './license/ready.ts';
import { isRebuilt } from './license/rebuild-ledger.ts';
import { open } from './open.ts';

/**
 * Reads a service's license from the vendor and brings the service up to date: key, id and the
 * license's end date as parameters; an opening that waited for the key is finished. The service's
 * own end date moves only where the conf says `expiredate = upstream` and both periods are the same
 * (product.md, "Whose date").
 */
export async function syncItem(ctx: Context, call: ServiceCall): Promise<void> {
  if (await finishOpening(ctx, call)) return;
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    const ledger = await requireLicense(ctx, target);
    const license = await readLicense(target, ledger.licenseId);
    await syncLicense(ctx, target, ledger, license);
  });
}

/** An opening that was handed over is taken up again; true if there was one. */
async function finishOpening(ctx: Context, call: ServiceCall): Promise<boolean> {
  const [waiting] = await ctx.journal.operations({
    item: call.item,
    command: 'open',
    states: ['waiting'],
    limit: 1,
  });
  if (!waiting) return false;
  await open(ctx, { ...call, runningOperation: waiting.runningOperation });
  return true;
}

/**
 * Tells BILLmanager what the vendor says of a license. Writes nothing that BILLmanager knows
 * already.
 */
export async function syncLicense(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  const { service } = target;
  await saveLicenseParams(ctx, target, license);
  await saveChanged(ctx, target, ledger, license);
  if (isReady(target, license) && isHandedOver(service.status)) {
    await ctx.billmanager.activate(service);
    if (license.status === 'suspended') await ctx.billmanager.setStatus(target.item, 'suspended');
  } else if (isReady(target, license) && isStatusOfUpstream(service.status, license.status)) {
    await ctx.billmanager.setStatus(
      target.item,
      license.status === 'suspended' ? 'suspended' : 'active',
    );
  }
  if (
    mayMoveEndDate(ctx, ledger, target) &&
    license.expiredate !== null &&
    license.expiredate !== service.expiredate
  ) {
    await ctx.billmanager.setExpiredate(target.item, license.expiredate);
  }
  const tied = {
    tariff: service.pricelist,
    clientPeriod: service.period,
    pricelist: license.pricelist || ledger.pricelist,
  };
  await ctx.journal.write([{ update: ledger.id, change: { ...vendorFacts(license), ...tied } }]);
}

/**
 * Address, name and tariff as a person changed them at the vendor. Only what moved there since the
 * ledger last saw it: a wish of the client that is still on its way differs too, and must not be
 * undone. BILLmanager's own tariff is money: it stays, and the vendor's is told beside it.
 */
async function saveChanged(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  if (isRebuilt(ledger)) return;
  const { service, item } = target;
  const moved = (before: string, now: string, here: string): boolean =>
    now !== '' && now !== before && now !== here;
  if (moved(ledger.ip, license.ip, service.ip))
    await ctx.billmanager.saveParam(item, 'ip', license.ip);
  if (moved(ledger.licname, license.licname, service.licname))
    await ctx.billmanager.saveParam(item, 'licname', license.licname);
  const noted = service.params.get(PARAM_LICENSE_PRICELIST) ?? '';
  if (moved(ledger.pricelist, license.pricelist, noted)) {
    ctx.log.warning(
      `license ${license.id} of service ${item}: tariff ${ledger.pricelist} became ${license.pricelist} at the vendor`,
    );
    await ctx.billmanager.saveParam(item, PARAM_LICENSE_PRICELIST, license.pricelist);
  }
}

/** Accepted, but not active yet: its license has become ready since. */
const isHandedOver = (here: string | null): boolean => here === 'ordered' || here === 'processing';

/**
 * Active here and suspended at the vendor, or the reverse: the vendor's word counts, for it decides
 * whether the license works.
 */
function isStatusOfUpstream(here: string | null, there: string | null): boolean {
  return (
    (here === 'active' && there === 'suspended') || (here === 'suspended' && there === 'active')
  );
}

function mayMoveEndDate(ctx: Context, ledger: LedgerLicense, target: LicenseTarget): boolean {
  const { service } = target;
  const samePeriod = service.period !== null && ledger.period === String(service.period);
  return ctx.conf.sync.expiredate === 'upstream' && samePeriod;
}
