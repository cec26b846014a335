import { isHostAddress, sameAddress } from '../../base/address.ts';
import { addDays, addMonths, type IsoDate } from '../../base/dates.ts';
import { isMonths, TRIAL } from '../../base/period.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { ownerOf } from '../../operations/installation/remoteid.ts';
import { isMarkedFor } from '../../operations/licenses/license/gate.ts';
import { covers, SLACK_DAYS } from '../../operations/licenses/renewal/paid-period.ts';
import { formatAmount, parseAmount } from '../../vendor/amount.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { PRODUCT_TYPES } from '../../vendor/product-types.ts';
import type { LicenseRow, Money } from '../../vendor/vendor.ts';
import type { Billed } from './billed.ts';
import type { Action, Difference } from './difference.ts';
import type { DifferenceKind } from './kinds.ts';

/** One license, with what this side has of it. */
export interface Sides {
  readonly license: LicenseRow;
  readonly ledger: LedgerLicense | null;
  /** The service that the ledger, the remoteid or the service itself ties it to; '' for none. */
  readonly item: string;
  /** null: BILLmanager has no such service at this vendor account. */
  readonly service: Billed | null;
  /** The module that it has at another vendor account; '' for none. */
  readonly elsewhere: string;
  /** The license that this service has by the ledger, or names; '' for none. */
  readonly serving: string;
  /** Another service that names it: it was given to another client; '' for none. */
  readonly claimant: string;
}

/** What holds for all licenses of a list. */
export interface Terms {
  /** The vendor's. */
  readonly today: IsoDate;
  readonly mark: string;
  /** Does the account keep remoteids? */
  readonly keepsRemoteId: boolean;
  /** The vendor's pricelist by the tariff's number; none where the tariff names none. */
  readonly pricelists: ReadonlyMap<string, string>;
  /** Days before its end that a license is renewed. */
  readonly renewBefore: number;
}

/** 'foreign': somebody else's, which is no difference. */
export type Compared = readonly Difference[] | 'foreign';

/** Holds a license of the vendor's list against ledger and service. Pure. */
export function compareLicense(sides: Sides, terms: Terms): Compared {
  const { ledger, license, service } = sides;
  if (ledger === null) return compareUnknown(sides, terms);
  if (ledger.state === 'released') return compareReleased(sides, terms);
  if (ledger.state === 'orphan' || isGone(service)) return [unservedOf(sides)];
  if (!isSameService(ledger.fingerprint, fingerprintOf(service)))
    return service.licenseId === license.id
      ? [differenceOf(sides, 'changed_hands', fingerprintOf(service), ledger.fingerprint)]
      : [unservedOf(sides)];
  return compareServing(sides, service, ledger, terms);
}

/** A service that is billed and that no license of the list is tied to. */
export function compareUnserved(
  itemtype: string,
  { id, status, processingmodule: module }: Billed,
  ledger: LedgerLicense | null,
): Difference | null {
  if (status !== 'active' && status !== 'suspended') return null;
  const kind = ledger === null ? 'missing' : 'gone';
  const license = ledger?.licenseId ?? '';
  const action = kind === 'gone' ? 'checkevent' : null;
  const silent = { there: '', monthly: null, action, from: null } as const;
  return { kind, itemtype, module, item: id, license, here: status, ...silent };
}

const isGone = (service: Billed | null): service is null =>
  service === null || service.status === 'deleted';

/** It waits to be reused: suspended, at no cost, and with a remoteid that says so. */
function compareReleased(sides: Sides, terms: Terms): readonly Difference[] {
  const { license } = sides;
  const { status, renewsItself, remoteid, period } = license;
  if (status === 'active' || renewsItself)
    return [differenceOf(sides, 'released_in_use', '', renewsItself ? 'autoprolong' : 'active')];
  const isTold = terms.keepsRemoteId && license.remoteidUnknown !== true;
  const isFree = !isTold || ownerOf(remoteid, terms.mark).kind === 'released';
  if (!isFree) return [differenceOf(sides, 'released_unusable', '', remoteid)];
  return period === TRIAL ? [differenceOf(sides, 'released_unusable', '', 'trial')] : [];
}

/** One that waits to be reused and that the vendor no longer has. */
export const releasedAndGone = ({ itemtype, module, licenseId }: LedgerLicense): Difference => ({
  ...{ kind: 'released_unusable', itemtype, module, item: '', license: licenseId },
  ...{ here: 'released', there: '', monthly: null, action: null, from: null },
});

/** Its service is gone, or another one has its number, or it is a copy under another number now. */
function unservedOf(sides: Sides): Difference {
  const { service, license, item, claimant, elsewhere } = sides;
  if (elsewhere !== '') return differenceOf(sides, 'moved_away', elsewhere, license.status ?? '');
  const here = service?.status === 'deleted' ? 'deleted' : '';
  return claimant === ''
    ? differenceOf(sides, 'orphan', here, license.status ?? '')
    : differenceOf(sides, 'changed_hands', claimant, item);
}

/** A license that the ledger has not. */
function compareUnknown(sides: Sides, terms: Terms): Compared {
  const { mark } = terms;
  const { license, service, serving } = sides;
  const owner = ownerOf(license.remoteid, mark);
  const isOurs = owner.kind !== 'foreign' && owner.kind !== 'nobody' && owner.isMarked;
  const isNamed = service !== null && service.licenseId === license.id;
  // a bare number, or none, says nothing unless the service names the license
  if (owner.kind === 'foreign' || (!isOurs && !isNamed))
    return owner.kind === 'nobody' ? [differenceOf(sides, 'bought_by_hand', '', '')] : 'foreign';
  if (owner.kind === 'released') return compareReleased(sides, terms);
  if (isGone(service)) return [unservedOf(sides)];
  const isSecond = serving !== '' && serving !== license.id;
  return [differenceOf(sides, isSecond ? 'duplicate' : 'stray', serving, license.id)];
}

function compareServing(
  sides: Sides,
  service: Billed,
  ledger: LedgerLicense,
  terms: Terms,
): readonly Difference[] {
  const { license } = sides;
  const type = PRODUCT_TYPES[license.itemtype];
  const found: Difference[] = [];
  const differ = (kind: DifferenceKind, here: string, there: string): void => {
    found.push(differenceOf(sides, kind, here, there));
  };
  // what the vendor has as it was seen last is what the service has changed since
  const follow = (
    kind: DifferenceKind,
    [here, there]: readonly [string, string],
    isSeen: boolean,
  ): void => {
    found.push({
      ...differenceOf(sides, kind, here, there),
      action: isSeen ? 'setparam' : 'checkevent',
    });
  };
  const marked = compareMark(sides, service, terms);
  if (marked) differ(marked, service.id, license.remoteid);
  if (isPower(service.status) && isPower(license.status) && service.status !== license.status)
    differ('status', service.status, license.status);
  const pricelist = terms.pricelists.get(service.pricelist) ?? '';
  const isBound = ledger.tariff === service.pricelist && ledger.preset === license.pricelist;
  if (pricelist !== '' && license.pricelist !== '' && pricelist !== license.pricelist && !isBound)
    differ('tariff', pricelist, license.pricelist);
  const hasAddresses = isHostAddress(service.ip) && isHostAddress(license.ip);
  if (type.address && hasAddresses && !sameAddress(service.ip, license.ip))
    follow('address', [service.ip, license.ip], sameAddress(ledger.ip, license.ip));
  const hasNames = service.licname !== '' && license.licname !== '';
  if (type.nameParam !== '' && hasNames && service.licname !== license.licname)
    follow('name', [service.licname, license.licname], ledger.licname === license.licname);
  if (license.renewsItself)
    differ('autoprolong', service.status ?? '', dateOrNull(license.expiredate) ?? '');
  const dates = compareDates(sides, service, terms);
  return dates ? [...found, dates] : found;
}

export const isPower = (status: string | null): status is 'active' | 'suspended' =>
  status === 'active' || status === 'suspended';

function compareMark(
  { license, ledger }: Sides,
  { id: item }: Billed,
  { mark, keepsRemoteId }: Terms,
): 'no_mark' | 'foreign_mark' | null {
  if (!keepsRemoteId || license.remoteidUnknown === true) return null;
  if (isMarkedFor({ mark, item }, license.remoteid)) return null;
  const owner = ownerOf(license.remoteid, mark);
  // what we wrote for it, while its service had another number
  const isEarlier = license.remoteid === ledger?.remoteid;
  const isSilent =
    isEarlier || owner.kind === 'nobody' || (owner.kind === 'service' && !owner.isMarked);
  return isSilent ? 'no_mark' : 'foreign_mark';
}

/** A suspended service is not renewed, and one whose date is not told is not compared. */
function compareDates(
  sides: Sides,
  { status, expiredate: here }: Billed,
  { today, renewBefore }: Terms,
): Difference | null {
  const { license } = sides;
  const there = dateOrNull(license.expiredate);
  if (here === null || there === null || status !== 'active') return null;
  if (!covers(there, here)) {
    const due = addDays(there, -renewBefore);
    if (due <= today) return differenceOf(sides, 'renewal_due', here, there);
    return { ...differenceOf(sides, 'ends_before', here, there), from: due };
  }
  // the vendor's period may be longer than the client's
  const ahead = license.period !== null && isMonths(license.period) ? license.period : 0;
  const last = addDays(addMonths(here, ahead), SLACK_DAYS);
  return there > last ? differenceOf(sides, 'ends_later', here, there) : null;
}

/** A difference of a license; what kind has one action whatever else is known gets that. */
export function differenceOf(
  { license, item, service, ledger }: Sides,
  kind: DifferenceKind,
  here: string,
  there: string,
): Difference {
  const { id, itemtype } = license;
  const module = service?.processingmodule ?? ledger?.module ?? '';
  const monthly = monthlyOf(license);
  const action = ACTIONS[kind] ?? null;
  return { kind, itemtype, module, item, license: id, here, there, monthly, action, from: null };
}

/** Kinds that have one action whatever else is known. */
const ACTIONS: Partial<Readonly<Record<DifferenceKind, Action>>> = {
  orphan: 'delete',
  duplicate: 'delete',
  stray: 'bind',
  renewal_due: 'checkevent',
  status: 'checkevent',
  no_mark: 'checkevent',
  changed_hands: 'checkevent',
  addons: 'setparam',
  key: 'sync',
};

/** The list's cost is that of a period. */
export function monthlyOf({ cost, period }: LicenseRow): Money | null {
  const [text = '', currency = ''] = cost.trim().split(/\s+/);
  const amount = parseAmount(text);
  if (amount === null || period === null || !isMonths(period)) return null;
  return { amount: formatAmount(amount / BigInt(period)), currency };
}
