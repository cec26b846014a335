import { sameAddress } from '../../base/address.ts';
import { toFault } from '../../base/fault.ts';
import { pricelistOf } from '../../conf/preset.ts';
import { isRead } from '../../vendor/end-date.ts';
import type { License, LicenseChange } from '../../vendor/vendor.ts';
import { UNKNOWN_STATUS } from '../engine/notify.ts';
import type { Facts, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { setparamOf } from '../engine/tariff-rollback.ts';
import { type Acquisition, wantedOf } from './acquire/wanted.ts';
import { differingAddons } from './acquire/wanted-addons.ts';
import { costOfTerm, planCosts } from './cost/cost-plan.ts';
import { operationStory } from './cost/operation-story.ts';
import { limitsChanges } from './cost/purchase-guards.ts';
import { withLockNamed } from './license/address-lock.ts';
import { changeStep } from './license/change-step.ts';
import { confirmTariff, requireTariff } from './license/confirm-tariff.ts';
import { findLicense, requireLicense } from './license/find-license.ts';
import { type OwnLicense, readOwn, readPrepared } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { licenseStep } from './license/license-step.ts';
import { type LicenseRun, targetOf } from './license/license-target.ts';
import { planOf } from './license/plan.ts';

const rollback = setparamOf(hasMoved);

/**
 * Brings the license in line with the service: address, name, tariff, addons. What can be refused
 * comes before the tariff moves; once the vendor has moved it, the operation only goes forward.
 */
export const setparam = serviceOperation(targetOf, {
  ...rollback,
  story: operationStory,
  async afterFault(run, fault) {
    await rollback.afterFault(run, fault);
    if (fault.kind === 'final') await lookAgain(run);
  },
  async execute(run) {
    const { ctx } = run;
    const plan = await planOf(ctx, run.target.service);
    const wanted = await wantedOf(ctx, run.target, plan);
    const ledger = await requireLicense(ctx, run.target);
    const own = await readPrepared(ctx, run.target, ledger);
    const target = await moveTariff(run, { ...run.target, plan, wanted, own });
    const now = await alignLicense(run, target);
    if (run.has('tariff')) requireTariff(now, plan.pricelist);
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
 * looked at; where it cannot be read, that is not known.
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
    const { type, message } = toFault(error);
    ctx.log.warning(`service ${target.item}: its license cannot be read: ${message}`);
    return !NO_LICENSE_OF_OURS.has(type);
  }
}

/** There is no license whose tariff this operation could have moved. */
const NO_LICENSE_OF_OURS: ReadonlySet<string> = new Set([
  'license_gone',
  'license_foreign',
  'license_ambiguous',
]);

/** What was not finished may differ for good: checkevent compares the two, and says so. */
async function lookAgain({ ctx, target }: LicenseRun): Promise<void> {
  const ledger = await ctx.journal.licenseOf(target.item);
  if (ledger) await ctx.journal.write([{ update: ledger.id, change: { status: UNKNOWN_STATUS } }]);
}

/** A service, its license, and what the license should be like. */
interface Alignment extends Acquisition {
  readonly own: OwnLicense;
}

/** The step that changes address and name while the tariff stands where it was. */
const BEFORE_TARIFF = 'change before tariff';

/**
 * Moves the tariff, where it differs: the price of what is wanted is checked, then the license gets
 * its new address and name, and only after that the tariff. Returns the license as it reads then.
 */
async function moveTariff(run: LicenseRun, target: Alignment): Promise<Alignment> {
  const { ctx } = run;
  const { plan, wanted } = target;
  let { own } = target;
  const differs = (): boolean => {
    const { pricelist } = own.license;
    return pricelist !== '' && pricelist !== plan.pricelist;
  };
  if (!run.has('tariff') && (differs() || run.has(BEFORE_TARIFF))) {
    if (differs() && limitsChanges(ctx, plan.preset.id))
      await run.note(await planCosts(run, plan, wanted.addons, { first: 'order', count: 1 }));
    const { addons, ...change } = changeFor(target, own.license, {}, true);
    await applyChange(run, target, BEFORE_TARIFF, change);
    own = await readOwn(ctx, target, own.ledger);
  }
  for (let turn = 1; turn <= MOST_CHANGES; turn++) {
    const name = turn === 1 ? 'tariff' : `tariff ${turn}`;
    if (!run.has(name) && !differs()) break;
    await run.step(name, tariffStep(run, { ...target, own }));
    own = await readOwn(ctx, target, own.ledger);
  }
  return { ...target, own };
}

/**
 * An operation that was interrupted may carry an older wish: after it is settled the license is
 * compared once more.
 */
const MOST_CHANGES = 3;

/** Changes the license until it reads as the service wants it; returns the last reading. */
async function alignLicense(run: LicenseRun, target: Alignment): Promise<License> {
  const { wanted, own } = target;
  const { ledger } = own;
  let now = own.license;
  let has = ledger.addons;
  for (let turn = 1; turn <= MOST_CHANGES; turn++) {
    const name = `change ${turn}`;
    const change = changeFor(target, now, has, turn === 1 && !run.has(BEFORE_TARIFF));
    if (!run.has(name) && Object.keys(change).length === 0) return now;
    await applyChange(run, target, name, change);
    has = Object.fromEntries(wanted.addons);
    now = (await readOwn(run.ctx, target, ledger)).license;
  }
  return now;
}

/** One change of the license as a step, if there is one to be made or an earlier attempt began it. */
async function applyChange(
  run: LicenseRun,
  target: Alignment,
  name: string,
  change: LicenseChange,
): Promise<void> {
  if (!run.has(name) && Object.keys(change).length === 0) return;
  const { vendor, itemtype, type, plan, wanted, own } = target;
  const { pricelist, period } = plan;
  const step: Step<Facts> = {
    ...changeStep(target, own, change),
    // would the vendor license the new address, under the tariff that is wanted?
    async check({ ip }) {
      if (ip !== undefined && type.checkip)
        await vendor.checkAddress({ itemtype, pricelist, period, ip });
      return {};
    },
  };
  const apply = (): Promise<unknown> => run.step(name, step);
  const wish = { id: own.ledger.licenseId, ip: wanted.ip };
  const mayMove = run.has(name) || change.ip !== undefined;
  await (mayMove ? withLockNamed(run.ctx, target, wish, apply) : apply());
}

/**
 * The changes for the vendor. If its form lacks the amounts of addons, `has` gives the ordered
 * ones; if it lacks the license that a module belongs to, that is sent once.
 */
function changeFor(
  { type, service, wanted }: Alignment,
  license: License,
  has: { readonly [addon: string]: number },
  isFirst: boolean,
): LicenseChange {
  const movesModule = wanted.parentItem !== '' && license.parentItem !== wanted.parentItem;
  const addons = differingAddons(wanted.addons, license, has);
  return {
    ...(type.address && !sameAddress(license.ip, wanted.ip) ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && service.licname !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(movesModule && (isFirst || license.parentItem !== '')
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(type.addons && addons.length > 0
      ? { addons: new Map(addons.map(({ addon, wanted }) => [addon, wanted])) }
      : {}),
  };
}

function tariffStep(run: LicenseRun, target: Alignment): Step<Facts> {
  const { vendor, plan, own } = target;
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
  return { ...step, cost: () => costOfTerm(run) };
}
