import { canonicalAddress } from '../../base/address.ts';
import { PARAM_LICENSE_PRICELIST } from '../../billmanager/param-names.ts';
import { pricelistOf } from '../../conf/preset.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { dateOrNull, isBadDate, unreadDate } from '../../vendor/end-date.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { UNKNOWN_STATUS } from '../engine/notify.ts';
import { type Standing, tellOutsideStatus } from '../engine/outside-suspension.ts';
import { withService } from '../engine/service-lock.ts';
import { type ServiceParam, saveServiceParams } from '../engine/service-params.ts';
import { unfinished } from '../engine/unfinished.ts';
import { requireLicense } from './license/find-license.ts';
import { isMarkedFor, isRebuilt, type OwnLicense, readOwn } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { serviceTerms, vendorFacts } from './license/license-row.ts';
import { type LicenseTarget, targetOf } from './license/license-target.ts';
import { isReady } from './license/ready.ts';
import { open } from './open.ts';
import { countedAsPaid } from './renewal/unexplained.ts';

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

/** How a service and its license differ at present. */
export interface Differing {
  /** Their status. */
  readonly power: Standing | null;
  /** Their tariffs, by the vendor's numbers. */
  readonly tariff: { readonly here: string; readonly outside: string } | null;
}

/**
 * Tells BILLmanager what the vendor says about a license. Writes nothing that BILLmanager already
 * knows. Returns the lasting differences. Throws upstream_answer_bad (passing), after everything
 * else, for an end date that cannot be read.
 */
export async function syncLicense(
  ctx: Context,
  target: LicenseTarget,
  { ledger, license }: OwnLicense,
): Promise<Differing> {
  const { service } = target;
  await saveLicenseParams(ctx, target, license);
  await saveChanged(ctx, target, ledger, license);
  const power = isReady(target, license) ? await matchStatus(ctx, target, license) : null;
  await moveEndDate(ctx, target, ledger, license);
  // as BILLmanager was told: a difference that stands is met again by the next run
  const differing = await differingTariff(ctx, target, ledger, license);
  const told = power === null ? UNKNOWN_STATUS : (service.status ?? UNKNOWN_STATUS);
  const status = power === null && differing === null ? {} : { status: told };
  // what differs stays as it was bound: it is told for as long as it does
  const tied =
    differing === null
      ? { ...serviceTerms(service), pricelist: license.pricelist || ledger.pricelist }
      : {};
  const paid = await countedAsPaid(ctx, service, ledger, dateOrNull(license.expiredate));
  const change = { ...vendorFacts(license), ...tied, ...status, ...paid };
  await ctx.journal.write([{ update: ledger.id, change }]);
  if (isBadDate(license)) throw unreadDate(license);
  return { power, tariff: differing };
}

/**
 * Two tariffs that differ bill differently. Not while a change of tariff is under way, and not
 * where the license was bound as it is to this very tariff (`adopt --any-tariff`).
 */
export async function differingTariff(
  ctx: Context,
  { item, service }: LicenseTarget,
  ledger: LedgerLicense,
  { pricelist: outside }: License,
): Promise<Differing['tariff']> {
  const isBound = ledger.tariff === service.pricelist && ledger.preset === outside;
  if (outside === '' || service.pricelist === '' || isBound) return null;
  const here = pricelistOf((await ctx.billmanager.tariff(service.pricelist)).intname);
  if (here === '' || here === outside || (await isChanging(ctx, item))) return null;
  return { here, outside };
}

async function isChanging(ctx: Context, item: string): Promise<boolean> {
  if ((await unfinished(ctx, item, 'setparam')).length > 0) return true;
  return (await ctx.billmanager.runningCommands(item)).includes('setparam');
}

/** U+FFFD: a character of the answer could not be read (manager-api/answer.ts). */
const DAMAGED = '\uFFFD';

/** A service that is still in process is activated first, where nothing else will do that. */
async function matchStatus(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<Standing | null> {
  const { service } = target;
  const outside = license.status === 'suspended' ? 'suspended' : 'active';
  if (service.status === 'active' || service.status === 'suspended')
    return tellOutsideStatus(ctx, service, outside);
  if (!(await mayActivate(ctx, target, license))) return null;
  await ctx.billmanager.activate(service);
  return outside === 'suspended'
    ? tellOutsideStatus(ctx, { ...service, status: 'active' }, outside)
    : null;
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
  // what an operation that waits was asked for is judged by the date as it stands
  if ((await unfinished(ctx, target.item)).length > 0) return;
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
  const params: ServiceParam[] = [];
  if (moved(ipBefore ?? '', ipNow ?? '', ipHere ?? ''))
    params.push({ name: 'ip', value: license.ip });
  if (moved(ledger.licname, license.licname, service.licname))
    params.push({ name: 'licname', value: license.licname });
  const noted = service.params.get(PARAM_LICENSE_PRICELIST) ?? '';
  if (moved(ledger.pricelist, license.pricelist, noted)) {
    ctx.log.warning(
      `license ${license.id} of service ${item}: tariff ${ledger.pricelist} became ${license.pricelist} at the vendor`,
    );
    params.push({ name: PARAM_LICENSE_PRICELIST, value: license.pricelist });
  }
  await saveServiceParams(ctx, service, params);
}

/**
 * Nobody is given a license who has not been opened. An opening that was handed over activates the
 * service itself, and notes what is paid with that. With a journal that knows of none, or that was
 * put back and does not know how it ended, the service is activated where its license carries our
 * mark.
 */
async function mayActivate(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<boolean> {
  if (target.service.status !== 'processing') return false;
  const openings = await ctx.journal.operations({ item: target.item, command: 'open' });
  if (openings.some(({ state }) => state === 'open' || state === 'waiting')) return false;
  const { catchingUp } = await ctx.journal.installation();
  const mayBeForgotten = openings.length === 0 || catchingUp !== null;
  return mayBeForgotten && isMarkedFor(target, license.remoteid);
}

function mayMoveEndDate(ctx: Context, ledger: LedgerLicense, target: LicenseTarget): boolean {
  const { service } = target;
  const samePeriod = service.period !== null && ledger.period === String(service.period);
  return ctx.conf.sync.expiredate === 'upstream' && samePeriod;
}
