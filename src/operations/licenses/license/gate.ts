import { Fault } from '../../../base/fault.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/billmanager.ts';
import { pricelistOf } from '../../../conf/preset.ts';
import type { LedgerLicense } from '../../../journal/journal.ts';
import type { License, LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { agreementOf, type Marks } from './agreement.ts';
import type { LicenseTarget } from './license-target.ts';
import { parentOf } from './named-parent.ts';
import { readLicense, requirePrepared } from './read-license.ts';
import { isPurchase, isReleased } from './remoteid.ts';

declare const PROVED: unique symbol;

/**
 * A license that was proved to be the service's, and its row in the ledger. Acts on licenses take
 * this; only the gate makes it.
 */
export interface OwnLicense {
  readonly ledger: LedgerLicense;
  /** As just read. */
  readonly license: License;
  readonly [PROVED]: true;
}

/**
 * A row taken from the vendor's list: nothing but the remoteid has tied it to its service yet.
 */
export const isRebuilt = ({ source }: Pick<LedgerLicense, 'source'>): boolean => source === 'list';

/** Does the service's own `license_id` name this license? */
export const isNamed = ({ service }: LicenseTarget, licenseId: string): boolean =>
  service.params.get(PARAM_LICENSE_ID) === licenseId;

/**
 * The license of a ledger row as the vendor has it now, through the gate. Faults: license_gone,
 * license_foreign.
 */
export async function readOwn(
  ctx: Context,
  target: LicenseTarget,
  ledger: LedgerLicense,
): Promise<OwnLicense> {
  return passGate(ctx, target, ledger, await readLicense(target, ledger.licenseId));
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
  await requireOwn(ctx, target, license, ledger);
  return { ledger, license } as OwnLicense;
}

/**
 * The one check whether a license, as just read, is the service's: several billings may buy through
 * one account and number their services alike, so that a number as remoteid proves nothing
 * (docs/reference/vendor-api.md, "The remoteid"). `ledger`: its row, if it has one. Fault
 * license_foreign, which names both sides, for a license
 * - whose remoteid names somebody else;
 * - of which only the remoteid speaks for the service, unless tariff and (address or name) agree;
 * - of which `license_id` alone does, or a row under another account, if either of these differs.
 *   What the operation is about to change is never compared: the ledger's own rows need no
 *   comparison, and of a change of tariff the tariff before counts as well.
 */
export async function requireOwn(
  ctx: Context,
  target: LicenseTarget,
  license: License,
  ledger: LedgerLicense | null,
): Promise<void> {
  if (namesAnother(target, license, ledger))
    throw foreignTo(target, license, await marksOf(ctx, target));
  const isTied = ledger !== null && !isRebuilt(ledger);
  if (isTied && ledger.account === target.account && ledger.itemtype === target.itemtype) return;
  const isKnown = isTied || isNamed(target, license.id);
  if (isKnown && license.remoteid === target.item) return;
  const wanted = await marksOf(ctx, target);
  const agreements = [wanted, ...(isTied ? [marksOfRow(ledger)] : [])].map(marks =>
    agreementOf(target.type, license, marks),
  );
  const isOwn =
    agreements.includes('agrees') || (isKnown && !agreements.every(each => each === 'differs'));
  if (!isOwn) throw foreignTo(target, license, wanted);
}

/** A remoteid that is neither empty nor ours of this service. */
export function namesAnother(
  target: Pick<LicenseTarget, 'item'>,
  { remoteid }: Pick<License, 'remoteid'>,
  ledger: LedgerLicense | null,
): boolean {
  if (remoteid === '' || remoteid === target.item) return false;
  // one that was released and is reused, and a module that the gateway bought, have that for a
  // while
  return ledger === null || !(isReleased(remoteid) || isPurchase(remoteid));
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

/** How the ledger knew it last. */
const marksOfRow = ({ pricelist, ip, licname }: LedgerLicense): Marks => ({
  pricelists: pricelist === '' ? [] : [pricelist],
  ip,
  names: [licname],
  parent: '',
});

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
