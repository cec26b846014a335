import type { BootTime } from '../../../base/clock.ts';
import { addDays } from '../../../base/dates.ts';
import { Fault } from '../../../base/fault.ts';
import type { Service } from '../../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/param-names.ts';
import { pricelistOf } from '../../../conf/preset.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import { isSameService } from '../../../journal/service-fingerprint.ts';
import type { License, LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { fingerprintOf } from '../../engine/which-service.ts';
import { drawIn, ownerOf } from '../../installation/remoteid.ts';
import { agreementOf, type Marks, marksOfRow } from './agreement.ts';
import type { LicenseTarget } from './license-target.ts';
import { parentOf } from './named-parent.ts';
import { isGone, readLicense, requirePrepared } from './read-license.ts';
import { keepsRemoteId } from './remoteid-kept.ts';
import { followRenumbered } from './renumbered.ts';

declare const PROVED: unique symbol;

/** A license that was proved to be the service's. Only the gate makes it. */
export interface Proof {
  /** As read at `readAt`. */
  readonly license: License;
  readonly readAt: BootTime;
  readonly [PROVED]: true;
}

/** The same, with its row in the ledger. Acts on licenses take this. */
export interface OwnLicense extends Proof {
  readonly ledger: LedgerLicense;
}

/**
 * A row taken from the vendor's list: nothing but the remoteid has tied it to its service yet.
 */
export const isRebuilt = ({ source }: Pick<LedgerLicense, 'source'>): boolean => source === 'list';

/** Does the service's own `license_id` name this license? */
export const isNamed = ({ service }: LicenseTarget, licenseId: string): boolean =>
  service.params.get(PARAM_LICENSE_ID) === licenseId;

/**
 * The license of a ledger row as the vendor has it now, under whatever id, through the gate.
 * Faults: license_gone, license_foreign.
 */
export async function readOwn(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<OwnLicense> {
  try {
    return await passGate(ctx, target, ledger, await readLicense(target, ledger.licenseId));
  } catch (error) {
    const now = isGone(error) ? await followRenumbered(ctx, target, ledger) : null;
    if (now === null) throw error;
    return passGate(ctx, target, now, await readLicense(target, now.licenseId));
  }
}

/**
 * The same for an act that the vendor takes only on what it has prepared: also Fault
 * license_preparing (passing).
 */
export async function readPrepared(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<OwnLicense> {
  const own = await readOwn(ctx, target, ledger);
  requirePrepared(own.license);
  return own;
}

/** A license of the ledger, as just read, through the gate. Fault license_foreign. */
export async function passGate(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
  license: License,
): Promise<OwnLicense> {
  const readAt = ctx.clock.boot();
  await requireOwn(ctx, target, license, ledger);
  return { ledger, license, readAt } as OwnLicense;
}

/**
 * A license, as just read, that a person has said to be a service's, or that serves nobody and
 * becomes one's by an import.
 */
export function passByWord({ clock }: Pick<Context, 'clock'>, license: License): Proof {
  return { license, readAt: clock.boot() } as Proof;
}

/**
 * The one check whether a license, as just read, is the service's: several billings may buy through
 * one account and number their services alike, and a database that was put back hands out its
 * numbers twice (docs/reference/vendor-api.md, "The remoteid"). `ledger`: its row, if it has one.
 * A license whose remoteid names somebody else is foreign whatever else agrees; an empty or untold
 * remoteid says nothing. Then one of these proves it:
 * - the remoteid is ours and names this service, and was not ordered before the service was;
 * - this journal ordered it for this very service, or a person said so;
 * - the service's `license_id` names it, and it agrees with what the ledger saw last or, where the
 *   ledger does not know it, with the service. What the operation is about to change is never
 *   compared: of a change of tariff the tariff before counts as well.
 * Fault license_foreign, which names both sides.
 */
export async function requireOwn(
  ctx: Context,
  target: LicenseTarget,
  license: License,
  ledger: LedgerLicense | null,
): Promise<void> {
  const row = ledger !== null && isRowOf(target, ledger) ? ledger : null;
  // what an account does not keep says nothing
  const isKept = await keepsRemoteId(ctx, target);
  if (isKept && namesAnother(target, license, row))
    throw foreignTo(target, license, await marksOf(ctx, target));
  if (isKept && isMarkedFor(target, license.remoteid) && !isOfFormer(target, license)) return;
  if (row?.source === 'order' || row?.source === 'person') return;
  const wanted = await marksOf(ctx, target);
  const known = row?.source === 'service' ? marksOfRow(row) : wanted;
  if (isNamed(target, license.id) && agreementOf(target.type, license, known) !== 'differs') return;
  throw foreignTo(target, license, wanted);
}

/** A row of this very service, and of the account and product type that it is worked on with. */
const isRowOf = (target: LicenseTarget, row: LedgerLicense): boolean =>
  row.account === target.account &&
  row.itemtype === target.itemtype &&
  isSameService(row.fingerprint, fingerprintOf(target.service));

/** Is it our remoteid of this service? One without a mark proves nothing. */
export function isMarkedFor(
  { mark, item }: Pick<LicenseTarget, 'mark' | 'item'>,
  remoteid: string,
): boolean {
  const owner = ownerOf(remoteid, mark);
  return owner.kind === 'service' && owner.isMarked && owner.item === item;
}

/**
 * Ordered for a former service of this number: by an order of some draw, more than a day (time
 * zones differ) before this service was ordered.
 */
export function isOfFormer(
  { service }: { readonly service: Pick<Service, 'createdate'> },
  { remoteid, createdate }: Pick<License, 'remoteid' | 'createdate'>,
): boolean {
  if (drawIn(remoteid) === '' || createdate === null || service.createdate === null) return false;
  return createdate < addDays(service.createdate, -1);
}

/** A remoteid that names anybody but this service, or another order of it than the row's. */
export function namesAnother(
  { mark, item }: Pick<LicenseTarget, 'mark' | 'item'>,
  { remoteid }: Pick<License, 'remoteid'>,
  ledger: Pick<LedgerLicense, 'remoteid'> | null,
): boolean {
  // what we wrote for this very license names nobody else
  if (remoteid === '' || remoteid === ledger?.remoteid) return false;
  const owner = ownerOf(remoteid, mark);
  switch (owner.kind) {
    case 'nobody':
      return false;
    case 'foreign':
      return true;
    // one that was released and is reused, and a module that the gateway bought, have that for a
    // while
    case 'released':
    case 'purchase':
      return ledger === null;
    case 'service':
      return owner.item !== item || (owner.draw !== '' && isOtherDraw(owner.draw, mark, ledger));
  }
}

function isOtherDraw(
  draw: string,
  mark: string,
  ledger: Pick<LedgerLicense, 'remoteid'> | null,
): boolean {
  const known = ownerOf(ledger?.remoteid ?? '', mark);
  return known.kind === 'service' && known.draw !== '' && known.draw !== draw;
}

/**
 * How the service knows its license: by the tariff, or the one before, and by its own address and
 * name.
 */
async function marksOf(ctx: Context, target: LicenseTarget): Promise<Marks> {
  const { service, type } = target;
  const tariffs = [service.pricelist, service.lastpricelist].filter(id => id !== '' && id !== '0');
  const read = await Promise.all(tariffs.map(id => ctx.billmanager.tariff(id)));
  return {
    pricelists: read.map(({ intname }) => pricelistOf(intname)).filter(id => id !== ''),
    ip: service.ip,
    names: [service.licname, service.domain],
    parent: type.belongsToLicense ? await parentOf(ctx, service) : '',
  };
}

/** Fault license_foreign, with what tells the two apart. */
export function foreignTo(
  { item }: Pick<LicenseTarget, 'item'>,
  license: Pick<LicenseRow, 'id' | 'remoteid' | 'pricelist' | 'ip' | 'licname' | 'parentItem'>,
  marks: Marks,
): Fault {
  const { id, remoteid, pricelist, ip, licname, parentItem = '' } = license;
  const name = marks.names.find(each => each !== '') ?? '';
  const wanted = {
    pricelist: marks.pricelists.join(' / '),
    ip: marks.ip,
    name,
    license: marks.parent,
  };
  const value = [
    `license ${id}: ${shown({ remoteid, pricelist, ip, name: licname, license: parentItem })}`,
    `service ${item}: ${shown(wanted)}`,
  ].join('; ');
  return new Fault('license_foreign', { object: item, value });
}

const shown = (facts: Readonly<Record<string, string>>): string =>
  Object.entries(facts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text.slice(0, 80)}`)
    .join(', ');
