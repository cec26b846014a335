import { Fault } from '../../../base/fault.ts';
import type { ServiceRow } from '../../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../../billmanager/param-names.ts';
import type { NewLedgerLicense } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { UNKNOWN_STATUS } from '../../engine/notify.ts';
import { licenseModules } from '../../installation/module-copy.ts';
import { type Owner, ownerOf } from '../../installation/remoteid.ts';
import { isOfFormer } from './gate.ts';
import { licenseRow, serviceTerms } from './license-row.ts';
import type { LicenseTarget } from './license-target.ts';

/** One product type of one account: the part of the ledger that is made whole at once. */
export type LedgerPart = Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype' | 'module' | 'mark'>;

/** A license as the vendor's list has it, with the service of ours that its remoteid names. */
interface Numbered {
  readonly row: LicenseRow;
  readonly owner: Extract<Owner, { readonly kind: 'service' }>;
}

/**
 * Ledger rows for the licenses of a vendor's list that are ours: the released ones with our mark,
 * and of those that name a service the one that serves it. Services are read as one list, for there
 * may be as many strangers' numbers as licenses.
 */
export async function listedLicenses(
  ctx: Context,
  part: LedgerPart,
  rows: readonly LicenseRow[],
): Promise<readonly NewLedgerLicense[]> {
  const found: NewLedgerLicense[] = [];
  const numbered: Numbered[] = [];
  for (const row of rows) {
    const owner = ownerOf(row.remoteid, part.mark);
    if (owner.kind === 'service') numbered.push({ row, owner });
    if (owner.kind === 'released' && owner.isMarked)
      found.push(listed({ ...part, item: null }, row, { releasedAt: ctx.clock.now() }));
  }
  const byItem = Map.groupBy(numbered, ({ owner }) => owner.item);
  const services = await servicesIn(ctx, part, byItem);
  for (const [item, licenses] of byItem) {
    const service = services.get(item);
    const license = service
      ? await licenseOf(ctx, part, service, licenses)
      : latest(part, item, licenses);
    if (license) found.push(license);
  }
  return found;
}

async function servicesIn(
  { billmanager }: Context,
  { itemtype }: LedgerPart,
  items: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, ServiceRow>> {
  const services = new Map<string, ServiceRow>();
  if (items.size === 0) return services;
  for await (const row of billmanager.services(itemtype))
    if (items.has(row.id)) services.set(row.id, row);
  return services;
}

/**
 * An order may have been carried out twice: a service has the license that it names, else the
 * latest with our mark that was not ordered for a former service of this number. A bare number may
 * be anybody's: such a license is ours if the service names it.
 */
async function licenseOf(
  ctx: Context,
  part: LedgerPart,
  row: ServiceRow,
  licenses: readonly Numbered[],
): Promise<NewLedgerLicense | null> {
  const { id: item, processingmodule: module, isWhole } = row;
  if (!(await isBoughtFor(ctx, part, module))) return null;
  const own = licenses.filter(each => !isOfFormer({ service: row }, each.row));
  const place = { ...part, item, module };
  const needsParams = own.length > 1 || own.some(({ owner }) => !owner.isMarked);
  if (!needsParams) return latest(place, item, own);
  const service = isWhole ? row : await ctx.billmanager.service(item, part.itemtype);
  const id = service?.params.get(PARAM_LICENSE_ID);
  const named = own.find(each => each.row.id === id);
  if (!named) return latest(place, item, own);
  if (named.owner.isMarked) return latest(place, item, [named]);
  const whole = await ctx.billmanager.service(item, part.itemtype);
  return whole && listed(place, named.row, { source: 'service', ...serviceTerms(whole) });
}

/** Is a service's module one of ours, and does it buy at this account? */
async function isBoughtFor(
  ctx: Context,
  { account, module: here }: LedgerPart,
  module: string,
): Promise<boolean> {
  if (module === here || module === '') return true;
  const ours = await licenseModules(ctx);
  if (ours.every(({ id }) => id !== module)) return false;
  try {
    return (await ctx.vendor(await ctx.billmanager.module(module))).account === account;
  } catch (error) {
    // a module whose settings are not complete buys nowhere
    if (error instanceof Fault && error.kind === 'final') return false;
    throw error;
  }
}

/** null: none of them carries our mark. */
function latest(
  part: LedgerPart,
  item: string,
  licenses: readonly Numbered[],
): NewLedgerLicense | null {
  const [row] = licenses
    .flatMap(each => (each.owner.isMarked ? [each.row] : []))
    .sort((a, b) => Number(b.id) - Number(a.id));
  return row === undefined ? null : listed({ ...part, item }, row, {});
}

/** What the vendor has is known, not what BILLmanager was told of it. */
function listed(
  place: LedgerPart & { readonly item: string | null },
  row: LicenseRow,
  known: Partial<NewLedgerLicense>,
): NewLedgerLicense {
  const state = place.item === null ? ({ state: 'released' } as const) : { status: UNKNOWN_STATUS };
  const boughtUntil = dateOrNull(row.expiredate);
  return licenseRow(place, row, { source: 'list', boughtUntil, ...state, ...known });
}
