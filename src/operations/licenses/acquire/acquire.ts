import { Fault } from '../../../base/fault.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import type { License } from '../../../vendor/vendor.ts';
import { doubtFault } from '../../engine/charging.ts';
import { doubtsOfOthers } from '../../engine/in-doubt.ts';
import type { Run } from '../../engine/run.ts';
import { licenseInLedger, takeNamed } from '../license/find-license.ts';
import { isRebuilt } from '../license/gate.ts';
import { rebuildLedger } from '../license/rebuild-ledger.ts';
import { lastRenumbered } from '../license/renumbered.ts';
import { findDoubted, ordersIn } from './doubted-order.ts';
import { findOrder, orderMarks } from './lost-order.ts';
import { order, orderedRow } from './order.ts';
import { isReserved, reserve, reuse } from './reuse.ts';
import type { Acquisition } from './wanted.ts';

interface Acquired {
  readonly ledger: LedgerLicense;
  /** As read just now, if it was ordered just now. */
  readonly license: License | null;
}

/**
 * Gets the service a license, buying one only as a last resort: first the one it has, then an
 * earlier order whose answer was lost, a released one, a new one.
 */
export async function acquire(run: Run<Acquisition>): Promise<Acquired> {
  const { item } = run.target;
  const found = run.has('order') ? await run.ctx.journal.licenseOf(item) : await existing(run);
  if (found) {
    // taken for the service by an attempt that died before it noted that
    if (isReserved(run, found)) await reserve(run, found);
    return { ledger: found, license: null };
  }
  const reused = run.has('order') ? null : await reuse(run);
  if (reused) return { ledger: reused, license: null };
  const { id, license } = await order(run);
  const ledger = await run.ctx.journal.licenseOf(item);
  // it was bought by this operation and has been deleted since: another one is another order
  if (!ledger) throw new Fault('license_gone', { object: item, value: id });
  return { ledger, license };
}

/**
 * Another operation of the service has looked for the order that this one left in doubt, and has
 * found it or bought a license: there is nothing to be looked for any more. What only a list told
 * of the service in the meantime is no such finding: this operation knows more of its order, and
 * looks itself.
 */
export async function resolveOrder(run: Run): Promise<void> {
  if (!run.has('order') || run.isDone('order')) return;
  const { journal } = run.ctx;
  const license = await journal.licenseOf(run.target.item);
  if (!license) return;
  if (isRebuilt(license)) await journal.write([{ update: license.id, change: { state: 'ended' } }]);
  else await run.resolve('order', { id: license.licenseId });
}

/**
 * A license that the service has already: in the ledger, or named by the service itself. A ledger
 * that has been whole since some moment knows every order made after it; before that (a new state
 * file) the vendor is asked, once. Orders that other operations of the service have left in doubt
 * are looked for; while one is not found nothing is bought: Faults charge_in_doubt,
 * charge_unsettled.
 */
async function existing(run: Run<Acquisition>): Promise<LedgerLicense | null> {
  const { ctx, target } = run;
  const { ip, licname, parentItem } = target.wanted;
  const { item, plan } = target;
  const { journal } = ctx;
  const doubts = ordersIn(await doubtsOfOthers(ctx, item, run.isOwn));
  const isWhole = await rebuildLedger(ctx, target);
  const known = (await licenseInLedger(ctx, target)) ?? (await takeNamed(ctx, target));
  if (known) return known;
  const renumbered = await lastRenumbered(ctx, target);
  if (renumbered) return renumbered;
  if (isWhole && doubts.length === 0) return null;
  const wish = { remoteid: '', ip, licname, pricelist: plan.pricelist };
  const unknown = orderMarks(wish, parentItem, { answered: '', sent: null });
  const row =
    doubts.length === 0
      ? await findOrder(ctx, target, unknown)
      : await findDoubted(ctx, target, doubts, parentItem);
  if (row) {
    await journal.write([{ put: orderedRow(target, row) }]);
    return journal.licenseOf(item);
  }
  const [doubt] = doubts;
  if (doubt) throw doubtFault(ctx, doubt);
  return null;
}
