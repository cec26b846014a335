import { Fault } from '../../../base/fault.ts';
import type { NewLedgerLicense } from '../../../journal/journal.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { License, LicenseRow, OrderRequest } from '../../../vendor/vendor.ts';
import { ledgerRow } from '../../engine/ledger-row.ts';
import type { Run } from '../../engine/run.ts';
import { newDraw, orderRemoteId } from '../../installation/remoteid.ts';
import { requireNoTwin } from '../../installation/twin.ts';
import { serviceTerms } from '../license/license-row.ts';
import { confirmOrder } from './confirm-order.ts';
import { findOrder } from './lost-order.ts';
import { checkPurchase } from './purchase-guards.ts';
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
  let answered = run.fact('answered');
  const { pricelist, period } = plan;
  const { ip, licname, addons, parentItem } = wanted;
  const remoteid = orderRemoteId(mark, item, await drawOf(run));
  const texts = { pricelist, period, ip, licname, remoteid };
  const ordered = await run.step('order', {
    intent: texts,
    async check() {
      await requireNoTwin(ctx, target.account);
      await checkPurchase(ctx, target, plan, addons);
      if (type.checkip) await vendor.checkAddress({ ...texts, itemtype });
    },
    async find(intent) {
      const row = await findOrder(ctx, target, {
        remoteid: intent['remoteid'] ?? remoteid,
        ip: intent['ip'] ?? '',
        licname: intent['licname'] ?? '',
        pricelist: intent['pricelist'] ?? pricelist,
        parentItem,
        answered,
      });
      return row && { id: row.id };
    },
    async act(intent) {
      // one that is sent again is the same order, to be found by the same remoteid
      const sent: OrderRequest = {
        ...texts,
        remoteid: intent['remoteid'] ?? remoteid,
        itemtype,
        addons,
        ...(parentItem === '' ? {} : { parentItem }),
      };
      const { id } = await vendor.order(sent);
      try {
        license = await confirmOrder(target, id, sent);
      } catch (error) {
        answered = id;
        await run.note({ answered });
        throw error;
      }
      return { id };
    },
    ledger: (result, intent) => [
      { put: orderedRow(target, { id: result['id'] ?? '', remoteid: intent['remoteid'] ?? '' }) },
    ],
  });
  return { id: ordered['id'] ?? '', license };
}

/** Of an operation: noted when it begins, so that each wish has one. */
export const DRAW = 'draw';

/** The draw of this wish; one that an earlier version began has none yet. */
async function drawOf(run: Run): Promise<string> {
  const known = run.fact(DRAW);
  if (known !== '') return known;
  const draw = newDraw();
  await run.note({ [DRAW]: draw });
  return draw;
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
