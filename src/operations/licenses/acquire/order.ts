import { Fault, toFault } from '../../../base/fault.ts';
import type { NewLedgerLicense } from '../../../journal/records.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { Itemtype, License, LicenseRow, OrderRequest } from '../../../vendor/vendor.ts';
import { answeredKey } from '../../engine/charge-facts.ts';
import { lastSendingOf } from '../../engine/in-doubt.ts';
import { ledgerRow } from '../../engine/ledger-row.ts';
import type { Facts, Run } from '../../engine/run.ts';
import { DRAW, newDraw, orderRemoteId } from '../../installation/remoteid.ts';
import { requireNoTwin } from '../../installation/twin.ts';
import { costOfTerm, planCosts } from '../cost/cost-plan.ts';
import { serviceTerms } from '../license/license-row.ts';
import { permitOrder } from '../license/permit.ts';
import { monthsOf } from '../license/plan.ts';
import { keepsRemoteId } from '../license/remoteid-kept.ts';
import { termsFor } from '../renewal/paid-period.ts';
import { confirmOrder } from './confirm-order.ts';
import { findOrder, orderMarks } from './lost-order.ts';
import type { Acquisition } from './wanted.ts';

/**
 * Orders a license; the vendor charges at once. An order whose answer was lost is looked for before
 * it is repeated (lost-order.ts). `license`: as read just now, where it was ordered just now.
 * Faults besides the vendor's: license_unnamed, those of the purchase guards.
 */
export async function order(
  run: Run<Acquisition>,
): Promise<{ readonly id: string; readonly license: License | null }> {
  const { ctx, target } = run;
  const { vendor, type, itemtype, item, mark, plan, wanted } = target;
  if (type.belongsToLicense && wanted.parentItem === '')
    throw new Fault('license_unnamed', { object: item });
  let license: License | null = null;
  let lookedAt = ctx.clock.boot();
  const { pricelist, period } = plan;
  const { ip, licname, addons, parentItem } = wanted;
  let remoteid = orderRemoteId(mark, item, await drawOf(run));
  const texts = { pricelist, period, ip, licname, remoteid };
  const done = await run.step('order', {
    intent: texts,
    async check() {
      lookedAt = ctx.clock.boot();
      await requireNoTwin(ctx, target.account);
      const costs = await planCosts(run, plan, addons, { first: 'order', count: termsOf(target) });
      if (type.checkip) await vendor.checkAddress({ itemtype, pricelist, period, ip });
      return costs;
    },
    async find(intent) {
      remoteid = intent['remoteid'] ?? '';
      const sent = lastSendingOf(run, 'order');
      const answered = run.fact(answeredKey);
      const row = await findOrder(ctx, target, orderMarks(intent, parentItem, { answered, sent }));
      return row && { id: row.id };
    },
    // an order that was answered with an id is followed by that, whatever forms and lists say
    mayRepeat: async () => run.fact(answeredKey) === '' && keepsRemoteId(ctx, target),
    async act(intent, lock) {
      const request = requestOf(intent, itemtype, addons, parentItem);
      remoteid = request.remoteid;
      const { id } = await vendor.order(request, permitOrder(lock, lookedAt));
      license = await ordered(id, async () => {
        await run.note({ [answeredKey]: id });
        return confirmOrder(ctx, target, id, { ...request, parentItem });
      });
      return { id };
    },
    cost: () => costOfTerm(run),
    ledger: result => [{ put: orderedRow(target, { id: result['id'] ?? '', remoteid }) }],
  });
  return { id: done['id'] ?? '', license };
}

/**
 * What follows an order that was answered: whatever goes wrong there (a full disk, say), the order
 * has been carried out, and must not pass for one that was not sent.
 */
async function ordered<T>(id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { kind, message, detail } = toFault(error);
    if (kind === 'unknown') throw error;
    throw new Fault('upstream_answer_lost', {
      object: 'order',
      detail: `license ${id} was ordered: ${message} ${detail}`,
      cause: error,
    });
  }
}

/** The draw of this operation; one begun by an earlier version has none yet. */
async function drawOf(run: Run): Promise<string> {
  const known = run.fact(DRAW);
  if (known !== '') return known;
  const draw = newDraw();
  await run.note({ [DRAW]: draw });
  return draw;
}

/** The order is the first of the terms that the client's period takes. */
const termsOf = ({ plan, vendor }: Acquisition): number =>
  vendor.abilities.prolong
    ? termsFor(plan.clientPeriod, monthsOf(vendor, plan.period) ?? plan.clientPeriod)
    : 1;

/** A repetition sends what was intended first, so that one look finds either. */
function requestOf(
  { pricelist = '', period = '', ip = '', licname = '', remoteid = '' }: Facts,
  itemtype: Itemtype,
  addons: ReadonlyMap<string, number>,
  parentItem: string,
): OrderRequest {
  const parent = parentItem === '' ? {} : { parentItem };
  return { pricelist, period, ip, licname, remoteid, itemtype, addons, ...parent };
}

/** The row of a license that was ordered: by its answer alone, or as a list tells it. */
export function orderedRow(
  target: Acquisition,
  { id, remoteid, status, expiredate }: Pick<LicenseRow, 'id' | 'remoteid'> & Partial<LicenseRow>,
): NewLedgerLicense {
  const { plan, wanted, service } = target;
  return ledgerRow(
    { ...target, licenseId: id },
    {
      ...serviceTerms(service),
      remoteid: target.vendor.abilities.remoteid ? remoteid : '',
      preset: plan.preset.id,
      pricelist: plan.pricelist,
      period: plan.period,
      ip: wanted.ip,
      licname: wanted.licname,
      addons: Object.fromEntries(wanted.addons),
      status: status ?? 'ordered',
      expiredate: dateOrNull(expiredate ?? null),
    },
  );
}
