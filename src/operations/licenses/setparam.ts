import { sameAddress } from '../../base/address.ts';
import { toFault } from '../../base/fault.ts';
import { pricelistOf } from '../../conf/preset.ts';
import { isRead } from '../../vendor/end-date.ts';
import type { License, LicenseChange } from '../../vendor/vendor.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { setparamOf } from '../engine/tariff-rollback.ts';
import { type Acquisition, wantedOf } from './acquire/wanted.ts';
import { costOfTerm, planCosts } from './cost/cost-plan.ts';
import { limitsChanges } from './cost/purchase-guards.ts';
import { withLockNamed } from './license/address-lock.ts';
import { changeStep } from './license/change-step.ts';
import { confirmTariff } from './license/confirm-tariff.ts';
import { findLicense, requireLicense } from './license/find-license.ts';
import { type OwnLicense, readOwn, readPrepared } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { licenseStep } from './license/license-step.ts';
import { type LicenseRun, targetOf } from './license/license-target.ts';
import { planOf } from './license/plan.ts';

/** Brings the license in line with the service: tariff, address, name, addons. */
export const setparam = serviceOperation(targetOf, {
  ...setparamOf(hasMoved),
  async execute(run) {
    const { ctx } = run;
    const plan = await planOf(ctx, run.target.service);
    const wanted = await wantedOf(ctx, run.target, plan);
    const ledger = await requireLicense(ctx, run.target);
    const own = await readPrepared(ctx, run.target, ledger);
    const target: Alignment = { ...run.target, plan, wanted, own };
    const { pricelist } = own.license;
    const differs = pricelist !== '' && pricelist !== plan.pricelist;
    if (run.has('tariff') || differs) await run.step('tariff', tariffStep(run, target));
    const now = await alignLicense(run, target);
    await saveLicenseParams(ctx, target, now);
    const change = {
      preset: plan.preset.id,
      pricelist: plan.pricelist,
      tariff: target.service.pricelist,
      ip: now.ip,
      licname: now.licname,
      addons: Object.fromEntries(wanted.addons),
      ipChangeDate: now.ipChangeDate,
      ...(isRead(now.expiredate) ? { expiredate: now.expiredate } : {}),
    };
    return {
      outcome: { license: ledger.licenseId },
      ledger: () => [{ update: ledger.id, change }],
    };
  },
});

/**
 * Has the license the new tariff, or may it? A new state file knows of no change, so the license is
 * looked at; one that cannot be read was not changed by this operation.
 */
async function hasMoved(run: LicenseRun): Promise<boolean> {
  const { ctx, target } = run;
  if (run.has('tariff')) return true;
  try {
    const { pricelist, lastpricelist } = target.service;
    const [now, before] = await Promise.all([
      ctx.billmanager.tariff(pricelist),
      ctx.billmanager.tariff(lastpricelist),
    ]);
    const wanted = pricelistOf(now.intname);
    if (wanted === '' || wanted === pricelistOf(before.intname)) return false;
    const ledger = await findLicense(ctx, target);
    return ledger !== null && (await readOwn(ctx, target, ledger)).license.pricelist === wanted;
  } catch (error) {
    ctx.log.warning(
      `service ${target.item}: its license cannot be read: ${toFault(error).message}`,
    );
    return false;
  }
}

/** A service, its license, and what that shall be like. */
interface Alignment extends Acquisition {
  readonly own: OwnLicense;
}

/**
 * An operation that was interrupted may carry an older wish: after it is settled the license is
 * compared once more.
 */
const MOST_CHANGES = 3;

/** Changes the license until it reads as the service wants it; returns the last reading. */
async function alignLicense(run: Run, target: Alignment): Promise<License> {
  const { vendor, itemtype, type, plan, wanted, own } = target;
  const { ledger } = own;
  const { pricelist, period } = plan;
  let now = own.license;
  let has = ledger.addons;
  for (let turn = 1; turn <= MOST_CHANGES; turn++) {
    const name = `change ${turn}`;
    const change = changeFor(target, now, has, turn === 1);
    if (!run.has(name) && Object.keys(change).length === 0) return now;
    const step: Step<Facts> = {
      ...changeStep(target, own, change),
      // would the vendor license the new address?
      async check({ ip }) {
        if (ip !== undefined && type.checkip)
          await vendor.checkAddress({ itemtype, pricelist, period, ip });
      },
    };
    const apply = (): Promise<unknown> => run.step(name, step);
    const wish = { id: ledger.licenseId, ip: wanted.ip };
    const mayMove = run.has(name) || change.ip !== undefined;
    await (mayMove ? withLockNamed(run.ctx, target, wish, apply) : apply());
    has = Object.fromEntries(wanted.addons);
    now = (await readOwn(run.ctx, target, ledger)).license;
  }
  return now;
}

/**
 * What the vendor must be told. Where its form does not tell amounts of addons, `has` says what was
 * ordered; where it does not tell the license that a module belongs to, it is told once.
 */
function changeFor(
  { type, service, wanted }: Alignment,
  license: License,
  has: { readonly [addon: string]: number },
  isFirst: boolean,
): LicenseChange {
  const movesModule = wanted.parentItem !== '' && license.parentItem !== wanted.parentItem;
  const amountOf = (addon: string): number => license.addons.get(addon) ?? has[addon] ?? 0;
  const addons = [...wanted.addons].filter(([addon, amount]) => amountOf(addon) !== amount);
  return {
    ...(type.address && !sameAddress(license.ip, wanted.ip) ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && service.licname !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(movesModule && (isFirst || license.parentItem !== '')
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(type.addons && addons.length > 0 ? { addons: new Map(addons) } : {}),
  };
}

function tariffStep(run: LicenseRun, target: Alignment): Step<Facts> {
  const { vendor, plan, own, wanted } = target;
  const { pricelist, period } = plan;
  const step = licenseStep(target, own, {
    intent: { license: own.license.id, pricelist, period },
    isDone: (license, intent) => license.pricelist === intent['pricelist'],
    async act(license, { pricelist = '', period = '' }) {
      await vendor.changePricelist(license, pricelist, period);
      await confirmTariff(target, license.id, pricelist);
    },
    change: intent => ({ pricelist: intent['pricelist'] ?? pricelist }),
  });
  return {
    ...step,
    async check() {
      if (limitsChanges(run.ctx, plan.preset.id))
        await planCosts(run, plan, wanted.addons, { first: 'order', count: 1 });
    },
    cost: () => costOfTerm(run),
  };
}
