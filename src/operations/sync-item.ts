import { PARAM_LICENSE_PRICELIST } from '../billing/billing.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { License } from '../products/upstream.ts';
import type { Context, ServiceCall } from './context.ts';
import { readLicense, requireLicense } from './find-license.ts';
import { upstreamFacts } from './ledger-entry.ts';
import { open } from './open.ts';
import { isReady } from './ready.ts';
import { isRebuilt } from './rebuild.ts';
import { withService } from './service-lock.ts';
import { type Subject, subjectOf } from './subject.ts';
import { saveLicenseParams } from './tell.ts';

/**
 * Reads a service's license from upstream and brings the service up to date: key, id and upstream end date as parameters;
 * an opening that waited for the key is finished. The service's own end date moves only where the conf says
 * `expiredate = upstream` and both periods are the same (product.md, "Whose date").
 */
export async function syncItem(ctx: Context, call: ServiceCall): Promise<void> {
  if (await finishOpening(ctx, call)) return;
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    const ledger = await requireLicense(ctx, subject);
    const license = await readLicense(subject, ledger.licenseId);
    await bringUpToDate(ctx, subject, ledger, license);
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

/** Tells BILLmanager what upstream says of a license. Writes nothing that BILLmanager knows already. */
export async function bringUpToDate(
  ctx: Context,
  subject: Subject,
  ledger: LedgerLicense,
  license: License,
): Promise<void> {
  const { service } = subject;
  await saveLicenseParams(ctx, subject, license);
  await saveChanged(ctx, subject, ledger, license);
  if (isReady(subject, license) && isHandedOver(service.status)) {
    await ctx.billing.activate(service);
    if (license.status === 'suspended') await ctx.billing.setStatus(subject.item, 'suspended');
  } else if (isReady(subject, license) && isStatusOfUpstream(service.status, license.status)) {
    await ctx.billing.setStatus(subject.item, license.status === 'suspended' ? 'suspended' : 'active');
  }
  if (
    mayMoveEndDate(ctx, ledger, subject) &&
    license.expiredate !== null &&
    license.expiredate !== service.expiredate
  ) {
    await ctx.billing.setExpiredate(subject.item, license.expiredate);
  }
  const tied = {
    tariff: service.pricelist,
    clientPeriod: service.period,
    pricelist: license.pricelist || ledger.pricelist,
  };
  await (await ctx.journal()).write([{ update: ledger.id, change: { ...upstreamFacts(license), ...tied } }]);
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
  if (moved(ledger.ip, license.ip, service.ip)) await ctx.billing.saveParam(item, 'ip', license.ip);
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

/** Active here and suspended upstream, or the reverse: the upstream's word counts, for it decides whether the license works. */
function isStatusOfUpstream(here: string | null, there: string | null): boolean {
  return (here === 'active' && there === 'suspended') || (here === 'suspended' && there === 'active');
}

function mayMoveEndDate(ctx: Context, ledger: LedgerLicense, subject: Subject): boolean {
  const { service } = subject;
  const samePeriod = service.period !== null && ledger.period === String(service.period);
  return ctx.conf.sync.expiredate === 'upstream' && samePeriod;
}
