import { sameAddress } from '../../base/address.ts';
import { addDays, type IsoDate } from '../../base/dates.ts';
import { Fault, toFault } from '../../base/fault.ts';
import type { LedgerLicense } from '../../journal/journal.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import type { License, LicenseRow, OrderRequest } from '../../vendor/vendor.ts';
import { type Context, today } from '../engine/context.ts';
import { waitForOrdersInDoubt } from '../engine/in-doubt.ts';
import type { Run } from '../engine/run.ts';
import { ADDRESS_LOCK_DAYS } from './address-lock.ts';
import { madeUpName } from './agreement.ts';
import { confirmOrder } from './confirm-order.ts';
import { licenseInLedger, takeNamed } from './find-license.ts';
import { findOrder } from './find-order.ts';
import { isRebuilt } from './gate.ts';
import type { LicenseTarget, Plan } from './license-context.ts';
import { parentLicense } from './parent-license.ts';
import { checkFunds } from './purchase-guards.ts';
import { rebuildLedger } from './rebuild-ledger.ts';
import { wantedAddons } from './wanted-addons.ts';

/** What the service wants of a license. */
export interface Wanted {
  readonly ip: string;
  readonly licname: string;
  readonly addons: ReadonlyMap<string, number>;
  /** addition: the upstream license it is for; '' if the service names none. */
  readonly parentItem: string;
}

export async function wantedOf(ctx: Context, target: LicenseTarget, plan: Plan): Promise<Wanted> {
  const { service, type } = target;
  if (type.address && service.ip === '') throw new Fault('address_missing');
  const addons = type.addons
    ? await wantedAddons(ctx, service, plan.preset.id)
    : new Map<string, number>();
  const parentItem = type.belongsToLicense ? await parentLicense(ctx, target) : '';
  return { ip: service.ip, licname: licnameOf(target), addons, parentItem };
}

/**
 * The client's own name of the license, else one that leads a person from the upstream's list back
 * to the service.
 */
function licnameOf(target: LicenseTarget): string {
  return target.service.licname || target.service.domain || madeUpName(target.item);
}

export interface Acquired {
  readonly ledger: LedgerLicense;
  /** As read just now, if it was ordered just now. */
  readonly license: License | null;
}

/**
 * Sees that a license serves the service, buying one only when nothing else does: the one it has,
 * an earlier order of it whose answer was lost, a released one, a new one.
 */
export async function acquire(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  plan: Plan,
  wanted: Wanted,
): Promise<Acquired> {
  const journal = await ctx.journal();
  const found = run.has('order')
    ? await journal.licenseOf(target.item)
    : await existing(ctx, run, target, wanted, plan);
  if (found) {
    // taken for the service by an attempt that died before it noted that
    if (isReused(run, found)) await claim(ctx, run, target, found);
    return { ledger: found, license: null };
  }
  const reused = run.has('order') ? null : await reuse(ctx, run, target, plan, wanted);
  if (reused) return { ledger: reused, license: null };
  const { ordered, license: read } = await order(ctx, run, target, plan, wanted);
  const license = await journal.licenseOf(target.item);
  // it was bought by this operation and has been deleted since: another one is another order
  if (!license)
    throw new Fault('license_gone', { object: target.item, value: ordered['id'] ?? '' });
  return { ledger: license, license: read };
}

/**
 * Another operation of the service has looked for the order that this one left in doubt, and has
 * found it or bought a license: there is nothing to be looked for any more. What only a list told
 * of the service in the meantime is no such finding: this operation knows more of its order, and
 * looks itself.
 */
export async function resolveOrder(ctx: Context, run: Run, item: string): Promise<void> {
  if (!run.has('order') || run.isDone('order')) return;
  const journal = await ctx.journal();
  const license = await journal.licenseOf(item);
  if (!license) return;
  if (isRebuilt(license)) await journal.write([{ update: license.id, change: { state: 'ended' } }]);
  else await run.resolve('order', { id: license.licenseId });
}

/**
 * A license that the service has already: in the ledger, or named by the service itself. A ledger
 * that has been whole since some moment knows every order made after it; before that (a new state
 * file) the upstream is asked, once, and so is it when another operation of the service has left an
 * order in doubt.
 */
async function existing(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  wanted: Wanted,
  plan: Plan,
): Promise<LedgerLicense | null> {
  const journal = await ctx.journal();
  const marks = { ...wanted, pricelist: plan.pricelist };
  const inDoubt = await waitForOrdersInDoubt(ctx, target.item, run.isOwn);
  const isWhole = await rebuildLedger(ctx, target);
  const known = (await licenseInLedger(ctx, target)) ?? (await takeNamed(ctx, target));
  if (known) return known;
  if (isWhole && !inDoubt) return null;
  const row = await findOrder(ctx, target, marks);
  if (row) await journal.write([{ put: orderedEntry(target, plan, wanted, row) }]);
  return journal.licenseOf(target.item);
}

async function order(ctx: Context, run: Run, target: LicenseTarget, plan: Plan, wanted: Wanted) {
  const { vendor } = target;
  let license: License | null = null;
  let answered = run.fact('answered');
  if (target.type.belongsToLicense && wanted.parentItem === '')
    throw new Fault('license_unnamed', { object: target.item });
  const request: OrderRequest = {
    itemtype: target.itemtype,
    pricelist: plan.pricelist,
    period: plan.period,
    ip: wanted.ip,
    licname: wanted.licname,
    remoteid: target.item,
    addons: wanted.addons,
    ...(wanted.parentItem === '' ? {} : { parentItem: wanted.parentItem }),
  };
  if (!run.has('order')) await checkFunds(ctx, target, plan, wanted.addons);
  const ordered = await run.step('order', {
    intent: {
      pricelist: plan.pricelist,
      period: plan.period,
      ip: wanted.ip,
      licname: wanted.licname,
      remoteid: target.item,
    },
    ...(target.type.checkip ? { check: () => vendor.checkAddress(request) } : {}),
    async find(intent) {
      const row = await findOrder(ctx, target, {
        ip: intent['ip'] ?? '',
        licname: intent['licname'] ?? '',
        pricelist: intent['pricelist'] ?? plan.pricelist,
        parentItem: wanted.parentItem,
        answered,
      });
      return row && { id: row.id };
    },
    async act() {
      const { id } = await vendor.order(request);
      try {
        license = await confirmOrder(target, id, wanted);
      } catch (error) {
        answered = id;
        await run.note({ answered });
        throw error;
      }
      return { id };
    },
    ledger: result => [{ put: orderedEntry(target, plan, wanted, { id: result['id'] ?? '' }) }],
  });
  return { ordered, license };
}

const claimName = (licenseId: string): string => `claim ${licenseId}`;

/** Was this license taken from the released ones by this operation? */
export const isReused = (run: Run, license: LedgerLicense): boolean =>
  run.has(claimName(license.licenseId));

/** Taken by this operation and given back, or another service's when this operation came for it. */
const isRefused = (run: Run, license: LedgerLicense): boolean =>
  run.isDone(claimName(license.licenseId));

/**
 * A released license that may serve this address now; taken for the service, not yet moved to it.
 */
async function reuse(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  plan: Plan,
  wanted: Wanted,
): Promise<LedgerLicense | null> {
  const journal = await ctx.journal();
  const { account, itemtype, vendor } = target;
  const released = await journal.licenses({
    account,
    itemtype,
    state: 'released',
    pricelist: plan.pricelist,
  });
  const candidates = released
    .filter(each => !isRefused(run, each) && sameAddons(each.addons, wanted.addons))
    .filter(each => mayMove(each, wanted, today(ctx, vendor)))
    .sort((a, b) => rank(a, wanted).localeCompare(rank(b, wanted)));
  for (const candidate of candidates) {
    const now = await vendor.read(itemtype, candidate.licenseId);
    if (!now || now.status === 'deleted') {
      await journal.write([
        { update: candidate.id, change: { state: 'ended', status: 'deleted' } },
      ]);
      continue;
    }
    if (!mayMove(now, wanted, today(ctx, vendor))) continue;
    if (await claim(ctx, run, target, candidate)) return journal.licenseOf(target.item);
  }
  return null;
}

/** Takes a released license for the service, unless another process was faster. */
async function claim(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  candidate: LedgerLicense,
): Promise<boolean> {
  const journal = await ctx.journal();
  const result = await run.step(claimName(candidate.licenseId), {
    intent: { license: candidate.licenseId },
    async find() {
      return (await journal.licenseOf(target.item))?.id === candidate.id
        ? { claimed: 'yes' }
        : null;
    },
    async act() {
      return { claimed: (await journal.claim(candidate.id, target.item)) ? 'yes' : 'no' };
    },
  });
  const claimed = result['claimed'] === 'yes';
  if (claimed)
    ctx.log.info(`service ${target.item}: reuses the released license ${candidate.licenseId}`);
  return claimed;
}

/** A claimed license that upstream will not move after all is released again. */
export async function giveBack(
  ctx: Context,
  license: LedgerLicense,
  reason: unknown,
): Promise<void> {
  ctx.log.warning(
    `license ${license.licenseId} cannot be reused for service ${license.item}: ${toFault(reason).message}`,
  );
  const change = { state: 'released', item: null, releasedAt: ctx.clock.now() } as const;
  await (await ctx.journal()).write([{ update: license.id, change }]);
}

function mayMove(
  license: Pick<LedgerLicense, 'ip' | 'ipChangeDate'>,
  wanted: Wanted,
  now: IsoDate,
): boolean {
  return (
    sameAddress(license.ip, wanted.ip) ||
    license.ipChangeDate === null ||
    addDays(license.ipChangeDate, ADDRESS_LOCK_DAYS) <= now
  );
}

/** The license that stands on the address already comes first, then the one paid longest. */
function rank(license: LedgerLicense, wanted: Wanted): string {
  const paid =
    license.expiredate === null ? 0 : 99_999_999 - Number(license.expiredate.replaceAll('-', ''));
  return `${sameAddress(license.ip, wanted.ip) ? 0 : 1} ${String(paid).padStart(8, '0')}`;
}

function sameAddons(
  has: { readonly [addon: string]: number },
  wanted: ReadonlyMap<string, number>,
): boolean {
  const count = Object.values(has).filter(amount => amount > 0).length;
  const same = [...wanted].filter(([, amount]) => amount > 0);
  return count === same.length && same.every(([addon, amount]) => has[addon] === amount);
}

function orderedEntry(
  target: LicenseTarget,
  plan: Plan,
  wanted: Wanted,
  row: Pick<LicenseRow, 'id'> & Partial<LicenseRow>,
) {
  return {
    account: target.account,
    itemtype: target.itemtype,
    licenseId: row.id,
    item: target.item,
    module: target.module,
    state: 'live',
    preset: plan.preset.id,
    pricelist: plan.pricelist,
    tariff: target.service.pricelist,
    period: plan.period,
    ip: wanted.ip,
    licname: wanted.licname,
    addons: Object.fromEntries(wanted.addons),
    status: row.status ?? 'ordered',
    expiredate: dateOrNull(row.expiredate ?? null),
    paidUntil: null,
    seenExpiredate: null,
    clientPeriod: plan.clientPeriod,
    ipChangeDate: null,
    releasedAt: null,
  } as const;
}
