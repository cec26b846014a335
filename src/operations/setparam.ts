import { addDays, type IsoDate } from '../base/dates.ts';
import { Fault, toFault } from '../base/fault.ts';
import type { LedgerLicense } from '../journal/journal.ts';
import type { License, LicenseChange } from '../products/upstream.ts';
import { ADDRESS_LOCK_DAYS, type Wanted, wantedOf } from './acquire.ts';
import { isAnewByAge, perform } from './begin.ts';
import { changeStep } from './change.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { readLicense, requireLicense } from './find-license.ts';
import type { Facts, Run, Step } from './run.ts';
import { withService } from './service-lock.ts';
import { type Plan, planOf, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { post, saveLicenseParams } from './tell.ts';

/**
 * Brings the license in line with the service: tariff, address, name, addons. When a change of tariff is refused for good,
 * BILLmanager's tariff is rolled back (processing-module.md, command setparam); a passing fault leaves it to the retry.
 */
export async function setparam(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    try {
      await perform(ctx, subject, 'setparam', call, serviceFacts(subject.service), {
        carryOut: run => carryOut(ctx, run, subject, call),
        repeat: () => post(ctx, call, 'postsetparam', subject.item),
        isAnew: ended =>
          isAnewByAge(ended, ctx.clock.now()) || ended.facts['tariff'] !== subject.service.pricelist,
      });
    } catch (error) {
      if (toFault(error).kind === 'final' && isTariffChange(subject))
        await ctx.billing.rollbackTariff(subject.item);
      throw error;
    }
  });
}

const isTariffChange = ({ service }: Subject): boolean =>
  service.lastpricelist !== '' &&
  service.lastpricelist !== '0' &&
  service.lastpricelist !== service.pricelist;

async function carryOut(ctx: Context, run: Run, subject: Subject, call: ServiceCall): Promise<void> {
  const plan = await planOf(ctx, subject);
  const wanted = await wantedOf(ctx, subject, plan);
  const ledger = await requireLicense(ctx, subject);
  const license = await readLicense(subject, ledger.licenseId);
  if (run.has('tariff') || (license.pricelist !== '' && license.pricelist !== plan.pricelist)) {
    await run.step('tariff', tariffStep(subject, ledger, plan));
  }
  const now = await alignLicense(ctx, run, { subject, plan, wanted, ledger }, license);
  await saveLicenseParams(ctx, subject, now);
  await post(ctx, call, 'postsetparam', subject.item, run);
  await run.close('done', { license: ledger.licenseId }, [
    {
      update: ledger.id,
      change: {
        preset: plan.preset.id,
        pricelist: plan.pricelist,
        tariff: subject.service.pricelist,
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
  readonly subject: Subject;
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly ledger: LedgerLicense;
}

/** An operation that was interrupted may carry an older wish: after it is settled the license is compared once more. */
const MOST_CHANGES = 3;

/** Changes the license until it reads as the service wants it; answers the last reading. */
async function alignLicense(
  ctx: Context,
  run: Run,
  alignment: Alignment,
  license: License,
): Promise<License> {
  const { subject, wanted, ledger } = alignment;
  let now = license;
  let has = ledger.addons;
  for (let turn = 1; turn <= MOST_CHANGES; turn++) {
    const name = `change ${turn}`;
    const change = changeFor(subject, now, wanted, has, turn === 1);
    const apply = (): Promise<unknown> => run.step(name, changeStep(subject, ledger, change));
    if (run.has(name) || change.ip === undefined) {
      if (!run.has(name) && Object.keys(change).length === 0) return now;
      await apply();
    } else {
      await changeAddress(ctx, alignment, now, change.ip, apply);
    }
    has = Object.fromEntries(wanted.addons);
    now = await readLicense(subject, ledger.licenseId);
  }
  return now;
}

/**
 * What upstream must be told. Where its form does not tell amounts of addons, `has` says what was ordered; where it does not tell the
 * license that a module belongs to, it is told once.
 */
function changeFor(
  subject: Subject,
  license: License,
  wanted: Wanted,
  has: { readonly [addon: string]: number },
  isFirst: boolean,
): LicenseChange {
  const { type } = subject;
  const movesModule = wanted.parentItem !== '' && license.parentItem !== wanted.parentItem;
  const amountOf = (addon: string): number => license.addons.get(addon) ?? has[addon] ?? 0;
  const addons = [...wanted.addons].filter(([addon, amount]) => amountOf(addon) !== amount);
  return {
    ...(type.address && license.ip !== wanted.ip ? { ip: wanted.ip } : {}),
    ...(type.nameParam !== '' && subject.service.licname !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(movesModule && (isFirst || license.parentItem !== '') ? { parentItem: wanted.parentItem } : {}),
    ...(type.addons && addons.length > 0 ? { addons: new Map(addons) } : {}),
  };
}

/**
 * The day from which the address may be changed. Upstream's date is that of the last change; a panel that writes the first
 * allowed day instead writes one that is still to come.
 */
function addressFreeFrom(license: License, now: IsoDate): IsoDate | null {
  const { ipChangeDate } = license;
  if (ipChangeDate === null) return null;
  return ipChangeDate > now ? ipChangeDate : addDays(ipChangeDate, ADDRESS_LOCK_DAYS);
}

/** Upstream decides whether the address may be changed; where its refusal can be explained by the lock, the lock is named. */
async function changeAddress(
  ctx: Context,
  { subject, plan }: Alignment,
  license: License,
  ip: string,
  change: () => Promise<unknown>,
): Promise<void> {
  const { pricelist, period } = plan;
  try {
    if (subject.type.checkip) {
      await subject.upstream.checkAddress({ itemtype: subject.itemtype, pricelist, period, ip });
    }
    await change();
  } catch (error) {
    const fault = toFault(error);
    const now = today(ctx, subject.upstream);
    const free = addressFreeFrom(license, now);
    const isRefusal = fault.kind === 'final' && fault.type !== 'address_refused';
    if (!isRefusal || free === null || free <= now) throw error;
    throw new Fault('address_locked', { object: ip, value: free, detail: fault.message, cause: error });
  }
}

function tariffStep(subject: Subject, ledger: LedgerLicense, plan: Plan): Step<Facts> {
  const { upstream, itemtype } = subject;
  const id = ledger.licenseId;
  return {
    intent: { license: id, pricelist: plan.pricelist, period: plan.period },
    async find(intent) {
      const license = await readLicense(subject, id);
      return license.pricelist === intent['pricelist'] ? intent : null;
    },
    async act(intent) {
      await upstream.changePricelist({ itemtype, id }, intent['pricelist'] ?? '', intent['period'] ?? '');
      return intent;
    },
    ledger: intent => [{ update: ledger.id, change: { pricelist: intent['pricelist'] ?? plan.pricelist } }],
  };
}
