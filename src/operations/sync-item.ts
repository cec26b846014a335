import { canonicalAddress } from '../base/address.ts';
import { PARAM_LICENSE_PRICELIST } from '../billing/billing.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import { dateOrNull, isBadDate, unreadDate } from '../products/end-date.ts';
import type { License } from '../products/upstream.ts';
import type { Context, ServiceCall } from './context.ts';
import { requireLicense } from './find-license.ts';
import { isRebuilt, type OwnLicense, readOwn } from './gate.ts';
import { upstreamFacts } from './ledger-entry.ts';
import { open } from './open.ts';
import { isReady } from './ready.ts';
import { withService } from './service-lock.ts';
import { type Subject, subjectOf } from './subject.ts';
import { saveLicenseParams } from './tell.ts';
import { forgetVendorSuspension, isVendorSuspension, noteVendorSuspension } from './vendor-suspension.ts';

/**
 * Reads a service's license from upstream and brings the service up to date: key, id and upstream end date as parameters;
 * an opening that waited for the key is finished. The service's own end date moves only where the conf says
 * `expiredate = upstream` and both periods are the same (product.md, "Whose date").
 */
export async function syncItem(ctx: Context, call: ServiceCall): Promise<void> {
  if (await finishOpening(ctx, call)) return;
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await bringUpToDate(ctx, subject, await readOwn(ctx, subject, await requireLicense(ctx, subject)));
  });
}

/** An opening that was handed over is taken up again; true if there was one. */
async function finishOpening(ctx: Context, call: ServiceCall): Promise<boolean> {
  const journal = await ctx.journal();
  const [waiting] = await journal.operations({
    item: call.item,
    command: 'open',
    states: ['waiting'],
    limit: 1,
  });
  if (!waiting) return false;
  await open(ctx, { ...call, runningOperation: waiting.runningOperation });
  return true;
}

/** What BILLmanager and upstream say differently of a license, and what stays so until a person settles it. */
export type Standing = 'suspended_here';

/**
 * Tells BILLmanager what upstream says of a license. Writes nothing that BILLmanager knows already. Answers the difference that
 * stands, if one does. Throws upstream_answer_bad (passing), after everything else, for an end date that cannot be read.
 */
export async function bringUpToDate(
  ctx: Context,
  subject: Subject,
  { ledger, license }: OwnLicense,
): Promise<Standing | null> {
  const { service } = subject;
  await saveLicenseParams(ctx, subject, license);
  await saveChanged(ctx, subject, ledger, license);
  const standing = isReady(subject, license) ? await matchStatus(ctx, subject, license) : null;
  await moveEndDate(ctx, subject, ledger, license);
  const tied = {
    tariff: service.pricelist,
    clientPeriod: service.period,
    pricelist: license.pricelist || ledger.pricelist,
  };
  // as BILLmanager was told: a difference that stands is met again by the next run
  const status = standing === null ? {} : { status: 'suspended' };
  const change = { ...upstreamFacts(license), ...tied, ...status };
  await (await ctx.journal()).write([{ update: ledger.id, change }]);
  if (isBadDate(license)) throw unreadDate(license);
  return standing;
}

/**
 * Active here and suspended upstream, or the reverse: upstream's word counts, for it decides whether the license works. But
 * not where BILLmanager itself has suspended the service: that stands, whatever became of the license.
 */
async function matchStatus(ctx: Context, subject: Subject, license: License): Promise<Standing | null> {
  const { service, item } = subject;
  const isSuspended = license.status === 'suspended';
  if (isHandedOver(service.status)) {
    await ctx.billing.activate(service);
    if (isSuspended) await suspendHere(ctx, item);
  } else if (service.status === 'active') {
    if (isSuspended) await suspendHere(ctx, item);
    else await forgetVendorSuspension(ctx, item);
  } else if (service.status === 'suspended' && license.status === 'active') {
    if (!(await isVendorSuspension(ctx, item))) return 'suspended_here';
    await ctx.billing.setStatus(item, 'active');
    await forgetVendorSuspension(ctx, item);
  }
  return null;
}

async function suspendHere(ctx: Context, item: string): Promise<void> {
  await noteVendorSuspension(ctx, item);
  await ctx.billing.setStatus(item, 'suspended');
}

/** The service's own end date follows the license's only where the conf says so. */
async function moveEndDate(
  ctx: Context,
  subject: Subject,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  const end = dateOrNull(license.expiredate);
  if (end === null || end === subject.service.expiredate || !mayMoveEndDate(ctx, ledger, subject)) return;
  await ctx.billing.setExpiredate(subject.item, end);
}

/**
 * Address, name and tariff as a person changed them upstream. Only what moved there since the ledger last saw it: a wish of the client
 * that is still on its way differs too, and must not be undone. BILLmanager's own tariff is money: it stays, and the upstream's is told
 * beside it.
 */
async function saveChanged(
  ctx: Context,
  subject: Subject,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  if (isRebuilt(ledger)) return;
  const { service, item } = subject;
  const moved = (before: string, now: string, here: string): boolean =>
    now !== '' && now !== before && now !== here;
  const [ipBefore, ipNow, ipHere] = [ledger.ip, license.ip, service.ip].map(canonicalAddress);
  if (moved(ipBefore ?? '', ipNow ?? '', ipHere ?? '')) await ctx.billing.saveParam(item, 'ip', license.ip);
  if (moved(ledger.licname, license.licname, service.licname))
    await ctx.billing.saveParam(item, 'licname', license.licname);
  const told = service.params.get(PARAM_LICENSE_PRICELIST) ?? '';
  if (moved(ledger.pricelist, license.pricelist, told)) {
    ctx.log.warning(
      `license ${license.id} of service ${item}: tariff ${ledger.pricelist} became ${license.pricelist} upstream`,
    );
    await ctx.billing.saveParam(item, PARAM_LICENSE_PRICELIST, license.pricelist);
  }
}

/** Accepted, but not active yet: its license has become ready since. */
const isHandedOver = (here: string | null): boolean => here === 'ordered' || here === 'processing';

function mayMoveEndDate(ctx: Context, ledger: LedgerLicense, subject: Subject): boolean {
  const { service } = subject;
  const samePeriod = service.period !== null && ledger.period === String(service.period);
  return ctx.conf.sync.expiredate === 'upstream' && samePeriod;
}
