import { canonicalAddress } from '../../base/address.ts';
import { PARAM_LICENSE_PRICELIST } from '../../billmanager/billmanager.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import { dateOrNull, isBadDate, unreadDate } from '../../vendor/end-date.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { withService } from '../engine/service-lock.ts';
import { requireLicense } from './license/find-license.ts';
import { isRebuilt, type OwnLicense, readOwn } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { serviceTerms, vendorFacts } from './license/license-row.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { isReady } from './license/ready.ts';
import {
  forgetVendorSuspension,
  isVendorSuspension,
  noteVendorSuspension,
} from './license/vendor-suspension.ts';
import { open } from './open.ts';

/**
 * Reads a service's license from the vendor and brings the service up to date: key, id and the
 * license's end date as parameters; an opening that waited for the key is finished. The service's
 * own end date moves only where the conf says `expiredate = upstream` and both periods are the same
 * (docs/conf.md, "[sync]").
 */
export async function syncItem(ctx: Context, call: ServiceCall): Promise<void> {
  if (await finishOpening(ctx, call)) return;
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await syncLicense(ctx, target, await readOwn(ctx, target, await requireLicense(ctx, target)));
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
 * What BILLmanager and the vendor say differently of a license, and what stays so until a person
 * settles it.
 */
export type Standing = 'suspended_here';

/**
 * Tells BILLmanager what the vendor says of a license. Writes nothing that BILLmanager knows
 * already. Returns the difference that stands, if one does. Throws upstream_answer_bad (passing),
 * after everything else, for an end date that cannot be read.
 */
export async function syncLicense(
  ctx: Context,
  target: LicenseTarget,
  { ledger, license }: OwnLicense,
): Promise<Standing | null> {
  const { service } = target;
  await saveLicenseParams(ctx, target, license);
  await saveChanged(ctx, target, ledger, license);
  const standing = isReady(target, license) ? await matchStatus(ctx, target, license) : null;
  await moveEndDate(ctx, target, ledger, license);
  const tied = {
    ...serviceTerms(service),
    pricelist: license.pricelist || ledger.pricelist,
  };
  // as BILLmanager was told: a difference that stands is met again by the next run
  const status = standing === null ? {} : { status: 'suspended' };
  const change = { ...vendorFacts(license), ...tied, ...status };
  await ctx.journal.write([{ update: ledger.id, change }]);
  if (isBadDate(license)) throw unreadDate(license);
  return standing;
}

/** U+FFFD: a character of the answer could not be read (manager-api/answer.ts). */
const DAMAGED = '\uFFFD';

/**
 * Active here and suspended at the vendor, or the reverse: the vendor's word counts, for it decides
 * whether the license works. But not where BILLmanager itself has suspended the service: that
 * stands, whatever became of the license.
 */
async function matchStatus(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<Standing | null> {
  const { service, item } = target;
  const isSuspended = license.status === 'suspended';
  if (isHandedOver(service.status)) {
    await ctx.billmanager.activate(service);
    if (isSuspended) await suspendHere(ctx, item);
  } else if (service.status === 'active') {
    if (isSuspended) await suspendHere(ctx, item);
    else await forgetVendorSuspension(ctx, item);
  } else if (service.status === 'suspended' && license.status === 'active') {
    if (!(await isVendorSuspension(ctx, item))) return 'suspended_here';
    await ctx.billmanager.setStatus(item, 'active');
    await forgetVendorSuspension(ctx, item);
  }
  return null;
}

async function suspendHere(ctx: Context, item: string): Promise<void> {
  await noteVendorSuspension(ctx, item);
  await ctx.billmanager.setStatus(item, 'suspended');
}

/** The service's own end date follows the license's only where the conf says so. */
async function moveEndDate(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  const end = dateOrNull(license.expiredate);
  if (end === null || end === target.service.expiredate || !mayMoveEndDate(ctx, ledger, target))
    return;
  await ctx.billmanager.setExpiredate(target.item, end);
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
  // a text that came damaged is none to be taken over
  const moved = (before: string, now: string, here: string): boolean =>
    now !== '' && now !== before && now !== here && !now.includes(DAMAGED);
  const [ipBefore, ipNow, ipHere] = [ledger.ip, license.ip, service.ip].map(canonicalAddress);
  if (moved(ipBefore ?? '', ipNow ?? '', ipHere ?? ''))
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

function mayMoveEndDate(ctx: Context, ledger: LedgerLicense, target: LicenseTarget): boolean {
  const { service } = target;
  const samePeriod = service.period !== null && ledger.period === String(service.period);
  return ctx.conf.sync.expiredate === 'upstream' && samePeriod;
}
