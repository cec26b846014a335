import type { LedgerLicense } from '../../journal/journal.ts';
import type { License, LicenseChange } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { notify, saveLicenseParams } from '../engine/notify.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { withService } from '../engine/service-lock.ts';
import { runSetparam } from '../engine/setparam-rollback.ts';
import { type Wanted, wantedOf } from './acquire.ts';
import { withLockNamed } from './address-lock.ts';
import { changeStep } from './change.ts';
import { onLicense, readLicense, readPrepared, requireLicense } from './find-license.ts';
import { type LicenseTarget, type Plan, planOf, targetOf } from './license-context.ts';

/** Brings the license in line with the service: tariff, address, name, addons. */
export async function setparam(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await runSetparam(ctx, target, call, run => execute(ctx, run, target, call));
  });
}

async function execute(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  call: ServiceCall,
): Promise<void> {
  const plan = await planOf(ctx, target.service);
  const wanted = await wantedOf(ctx, target, plan);
  const ledger = await requireLicense(ctx, target);
  const license = await readPrepared(target, ledger.licenseId);
  if (run.has('tariff') || (license.pricelist !== '' && license.pricelist !== plan.pricelist)) {
    await run.step('tariff', tariffStep(target, ledger, plan));
  }
  const now = await alignLicense(ctx, run, { target, plan, wanted, ledger }, license);
  await saveLicenseParams(ctx, target, now);
  await notify(ctx, call, 'postsetparam', target.item, run);
  await run.close('done', { license: ledger.licenseId }, [
    {
      update: ledger.id,
      change: {
        preset: plan.preset.id,
        pricelist: plan.pricelist,
        tariff: target.service.pricelist,
        ip: now.ip,
        licname: now.licname,
        addons: Object.fromEntries(wanted.addons),
        ipChangeDate: now.ipChangeDate,
        expiredate: now.expiredate,
      },
    },
  ]);
}

interface Alignment {
  readonly target: LicenseTarget;
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly ledger: LedgerLicense;
}

/**
 * An operation that was interrupted may carry an older wish: after it is settled the license is
 * compared once more.
 */
const MOST_CHANGES = 3;

/** Changes the license until it reads as the service wants it; returns the last reading. */
async function alignLicense(
  ctx: Context,
  run: Run,
  alignment: Alignment,
  license: License,
): Promise<License> {
  const { target, wanted, ledger } = alignment;
  let now = license;
  let has = ledger.addons;
  for (let turn = 1; turn <= MOST_CHANGES; turn++) {
    const name = `change ${turn}`;
    const change = changeFor(target, now, wanted, has, turn === 1);
    const apply = (): Promise<unknown> => run.step(name, changeStep(target, ledger, change));
    if (run.has(name)) {
      await withLockNamed(ctx, target, { id: ledger.licenseId, ip: wanted.ip }, apply);
    } else if (change.ip === undefined) {
      if (Object.keys(change).length === 0) return now;
      await apply();
    } else {
      await changeAddress(ctx, alignment, change.ip, apply);
    }
    has = Object.fromEntries(wanted.addons);
    now = await readLicense(target, ledger.licenseId);
  }
  return now;
}

/**
 * What upstream must be told. Where its form does not tell amounts of addons, `has` says what was
 * ordered; where it does not tell the license that a module belongs to, it is told once.
 */
function changeFor(
  target: LicenseTarget,
  license: License,
  wanted: Wanted,
  has: { readonly [addon: string]: number },
  isFirst: boolean,
): LicenseChange {
  const { type } = target;
  const movesModule = wanted.parentItem !== '' && license.parentItem !== wanted.parentItem;
  const amountOf = (addon: string): number => license.addons.get(addon) ?? has[addon] ?? 0;
  const addons = [...wanted.addons].filter(([addon, amount]) => amountOf(addon) !== amount);
  return {
    ...(type.address && license.ip !== wanted.ip ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && target.service.licname !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(movesModule && (isFirst || license.parentItem !== '')
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(type.addons && addons.length > 0 ? { addons: new Map(addons) } : {}),
  };
}

/** Changes the address, if upstream would license the new one. */
async function changeAddress(
  ctx: Context,
  { target, plan, ledger }: Alignment,
  ip: string,
  change: () => Promise<unknown>,
): Promise<void> {
  const { pricelist, period } = plan;
  await withLockNamed(ctx, target, { id: ledger.licenseId, ip }, async () => {
    if (target.type.checkip)
      await target.vendor.checkAddress({ itemtype: target.itemtype, pricelist, period, ip });
    await change();
  });
}

function tariffStep(target: LicenseTarget, ledger: LedgerLicense, plan: Plan): Step<Facts> {
  const { vendor, itemtype } = target;
  const id = ledger.licenseId;
  return {
    intent: { license: id, pricelist: plan.pricelist, period: plan.period },
    async find(intent) {
      const license = await readLicense(target, id);
      return license.pricelist === intent['pricelist'] ? intent : null;
    },
    async act(intent) {
      const { pricelist = '', period = '' } = intent;
      await onLicense(target, id, () =>
        vendor.changePricelist({ itemtype, id }, pricelist, period),
      );
      return intent;
    },
    ledger: intent => [
      { update: ledger.id, change: { pricelist: intent['pricelist'] ?? plan.pricelist } },
    ],
  };
}
