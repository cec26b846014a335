import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import type { VendorConnection } from '../../operations/engine/context.ts';
import { unfinished } from '../../operations/engine/unfinished.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { ownerOf } from '../../operations/installation/remoteid.ts';
import type { Itemtype } from '../../vendor/vendor.ts';
import { type Billed, billedServices, byNamedLicense } from '../plan/billed.ts';
import type { ReconcileRun } from '../reconcile-run.ts';

/** Does the ledger have it for a service, whether that is there or not? */
export const isHeld = ({ state }: LedgerLicense): boolean => state === 'live' || state === 'orphan';

interface Found {
  readonly gone: readonly LedgerLicense[];
  /** Nothing can be said of it now: an operation is under way. */
  readonly busy: readonly LedgerLicense[];
  /** Another service names it. */
  readonly handed: readonly { readonly ledger: LedgerLicense; readonly item: string }[];
  /** It serves, and carries the number that its service had before. */
  readonly renamed: readonly LedgerLicense[];
}

/**
 * Holds the ledger's licenses of one list against all services of its type. Changes nothing; what
 * an operation has under way is left out.
 */
export async function lookForOrphans(
  { ctx, modules, mark }: ReconcileRun,
  { account }: VendorConnection,
  itemtype: Itemtype,
): Promise<Found> {
  const rows = (await ctx.journal.licenses({ account, itemtype })).filter(isHeld);
  if (rows.length === 0) return { gone: [], busy: [], handed: [], renamed: [] };
  const known = new Set(rows.flatMap(({ item, state }) => (state === 'live' ? [item ?? ''] : [])));
  const services = await billedServices(ctx, itemtype, { modules, known });
  const namedBy = byNamedLicense(services);
  const gone: LedgerLicense[] = [];
  const busy: LedgerLicense[] = [];
  const handed: { ledger: LedgerLicense; item: string }[] = [];
  const renamed: LedgerLicense[] = [];
  for (const ledger of rows) {
    const service = services.get(ledger.item ?? '');
    const claimant = namedBy.get(ledger.licenseId);
    if (ledger.state === 'live' && isServed(ledger, service)) {
      const owner = ownerOf(ledger.remoteid, mark);
      if (owner.kind === 'service' && owner.isMarked && owner.item !== ledger.item)
        renamed.push(ledger);
    } else if (await isBusy(ctx, ledger, claimant)) busy.push(ledger);
    else if (claimant) handed.push({ ledger, item: claimant.id });
    else gone.push(ledger);
  }
  return { gone, busy, handed, renamed };
}

const isServed = ({ fingerprint }: LedgerLicense, service: Billed | undefined): boolean =>
  service !== undefined &&
  service.status !== 'deleted' &&
  isSameService(fingerprint, fingerprintOf(service));

/** An operation that is under way settles it, or tells why not. */
async function isBusy(
  ctx: ReconcileRun['ctx'],
  { item }: LedgerLicense,
  claimant: Billed | undefined,
): Promise<boolean> {
  for (const each of new Set([item ?? '', claimant?.id ?? ''])) {
    if (each === '') continue;
    const begun = await unfinished(ctx, each);
    if (begun.some(({ command }) => command !== 'close_orphan')) return true;
    if ((await ctx.billmanager.runningCommands(each)).length > 0) return true;
  }
  return false;
}
