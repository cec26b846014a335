import { addMonths, type IsoDate } from '../base/dates.ts';
import { toFault } from '../base/fault.ts';
import { isMonths } from '../base/period.ts';
import type { LedgerChange, LedgerLicense } from '../journal/journal.ts';
import type { License } from '../products/upstream.ts';
import { acquire, giveBack, isReused, type Wanted, wantedOf } from './acquire.ts';
import { isAnewByAge, perform } from './begin.ts';
import { changeStep } from './change.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { cover } from './cover.ts';
import { covers, termsFor } from './coverage.ts';
import { readLicense, requireLicense } from './find-license.ts';
import { upstreamFacts } from './ledger-entry.ts';
import { resumeStep } from './power.ts';
import { isReady, waitUntilReady } from './ready.ts';
import type { Run } from './run.ts';
import { withService } from './service-lock.ts';
import { monthsOf, type Plan, planOf, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { isAwaited, saveLicenseParams } from './tell.ts';

/**
 * Opens a service: sees that a license serves it (acquire), that the license is bound to the service's address and
 * paid for the client's period, waits a bounded time for its key, saves key, id and end date on the service and activates it.
 * A license that upstream is still preparing is handed over: BILLmanager is told `postopen`, the operation waits.
 */
export async function open(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'open');
}

/** Processes a service again (command reopen): the same work, told by `postreopen`. Never a second order for a service that has a license. */
export async function reopen(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'reopen');
}

async function openAs(ctx: Context, call: ServiceCall, command: 'open' | 'reopen'): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    const plan = await planOf(ctx, subject);
    const wanted = await wantedOf(ctx, subject, plan);
    await perform(ctx, subject, command, call, serviceFacts(subject.service), {
      carryOut: run => carryOut(ctx, run, { subject, plan, wanted, call, command }),
      repeat: async () => {
        const license = await readLicense(subject, (await requireLicense(ctx, subject)).licenseId);
        await tellOpened(ctx, subject, call, command, license);
      },
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

interface Opening {
  readonly subject: Subject;
  readonly plan: Plan;
  readonly wanted: Wanted;
  readonly call: ServiceCall;
  readonly command: 'open' | 'reopen';
}

async function carryOut(ctx: Context, run: Run, opening: Opening): Promise<void> {
  const { subject, plan, wanted, call, command } = opening;
  const ledger = await prepared(ctx, run, opening);
  const license = await waitUntilReady(ctx, subject, ledger.licenseId);
  const change: LedgerChange = {
    ...upstreamFacts(license),
    preset: plan.preset.id,
    tariff: subject.service.pricelist,
    clientPeriod: plan.clientPeriod,
    addons: Object.fromEntries(wanted.addons),
    paidUntil: firstPaidUntil(ctx, subject, plan),
    seenExpiredate: subject.service.expiredate,
  };
  const note = [{ update: ledger.id, change }];
  if (!isReady(subject, license)) {
    await saveLicenseParams(ctx, subject, license);
    const isHandedOver = run.row.state === 'waiting';
    if (!isHandedOver && (await isAwaited(ctx, call))) await ctx.billing.post('postopen', subject.item);
    await run.close('waiting', { waits: 'key', license: license.id }, note);
    ctx.log.info(
      `service ${subject.item}: license ${license.id} is still being prepared upstream; checkevent activates it`,
    );
    return;
  }
  await saveLicenseParams(ctx, subject, license);
  if (await mustTell(ctx, run, subject, call)) await tellActive(ctx, subject, command);
  await run.close('done', { license: license.id }, note);
}

/**
 * Does BILLmanager have to be told? As long as it waits for the operation, or the service is still in process: a handing over
 * ended the operation, even where the attempt that did it died before it could note that.
 */
async function mustTell(ctx: Context, run: Run, subject: Subject, call: ServiceCall): Promise<boolean> {
  const { status } = subject.service;
  if (call.runningOperation === null || run.row.state === 'waiting') return status !== 'active';
  return !run.resumed || status === 'processing' || isAwaited(ctx, call);
}

/** A license of the service: bought, found or reused; bound to its address; paid for its first period. */
async function prepared(ctx: Context, run: Run, opening: Opening): Promise<LedgerLicense> {
  const { subject, plan, wanted } = opening;
  const ledger = await acquire(ctx, run, subject, plan, wanted);
  const ordered = run.has('order');
  if (
    ordered &&
    termsFor(plan.clientPeriod, monthsOf(subject.upstream, plan.period) ?? plan.clientPeriod) === 1
  )
    return ledger;
  const license = await readLicense(subject, ledger.licenseId);
  if (!ordered) {
    try {
      await bind(run, subject, ledger, license, wanted);
    } catch (error) {
      if (toFault(error).kind !== 'final' || !isReused(run, ledger)) throw error;
      await giveBack(ctx, ledger, error);
      return prepared(ctx, run, opening);
    }
  }
  await payFirstPeriod(ctx, run, opening, ledger, license, ordered);
  if (license.status === 'suspended') await run.step('resume', resumeStep(subject, ledger));
  return ledger;
}

/** A license that was not ordered for this service just now gets its address, name and our id of it. */
async function bind(
  run: Run,
  subject: Subject,
  ledger: LedgerLicense,
  license: License,
  wanted: Wanted,
): Promise<void> {
  const change = {
    ...(subject.type.address && license.ip !== wanted.ip ? { ip: wanted.ip } : {}),
    ...(subject.type.nameParam !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(wanted.parentItem !== '' && license.parentItem !== wanted.parentItem
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(subject.upstream.abilities.remoteid && license.remoteid !== subject.item
      ? { remoteid: subject.item }
      : {}),
  };
  if (Object.keys(change).length > 0 || run.has('bind'))
    await run.step('bind', changeStep(subject, ledger, change));
}

/**
 * A fresh order may be shorter than the client's period: it is renewed as often as that takes, counted in terms. A
 * license that was there before is renewed until its end date covers the client's.
 */
async function payFirstPeriod(
  ctx: Context,
  run: Run,
  opening: Opening,
  ledger: LedgerLicense,
  license: License,
  ordered: boolean,
): Promise<void> {
  const { subject, plan } = opening;
  const months = monthsOf(subject.upstream, plan.period);
  if (ordered && months !== null) {
    const terms = termsFor(plan.clientPeriod, months);
    await cover(run, subject, ledger, license.expiredate, {
      period: plan.period,
      enough: (end, bought) => end === null || bought >= terms - 1,
    });
    return;
  }
  const target = firstPaidUntil(ctx, subject, plan);
  if (target === null || !subject.upstream.abilities.prolong) return;
  await cover(run, subject, ledger, license.expiredate, {
    period: plan.period,
    enough: end => covers(end, target),
  });
}

/** Until when the client has paid with the order; null for a trial or a lifetime. */
function firstPaidUntil(ctx: Context, subject: Subject, plan: Plan): IsoDate | null {
  const now = today(ctx, subject.upstream);
  const { expiredate } = subject.service;
  if (expiredate !== null && expiredate > now) return expiredate;
  return isMonths(plan.clientPeriod) ? addMonths(now, plan.clientPeriod) : null;
}

/** BILLmanager repeats an operation that we have finished: it is told once more. */
async function tellOpened(
  ctx: Context,
  subject: Subject,
  call: ServiceCall,
  command: 'open' | 'reopen',
  license: License,
): Promise<void> {
  if (!(await isAwaited(ctx, call))) return;
  await saveLicenseParams(ctx, subject, license);
  if (isReady(subject, license)) await tellActive(ctx, subject, command);
  else await ctx.billing.post('postopen', subject.item);
}

async function tellActive(ctx: Context, subject: Subject, command: 'open' | 'reopen'): Promise<void> {
  if (command === 'reopen') await ctx.billing.post('postreopen', subject.item);
  else await ctx.billing.activate(subject.service);
}
