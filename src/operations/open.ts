import { sameAddress } from '../base/address.ts';
import { Fault, toFault } from '../base/fault.ts';
import type { LedgerChange } from '../journal/journal.ts';
import { dateOrNull } from '../products/end-date.ts';
import type { License } from '../products/upstream.ts';
import { acquire, concludeOrder, giveBack, isReused, type Wanted, wantedOf } from './acquire.ts';
import { activateWithParams, completeParams } from './activate.ts';
import { addressAhead, rememberTariff } from './address-ahead.ts';
import { withLockNamed } from './address-lock.ts';

import { isAnewByAge, perform } from './begin.ts';
import { changeStep } from './change.ts';
import { type Context, type ServiceCall, today } from './context.ts';
import { requireLicense } from './find-license.ts';
import { type OwnLicense, passGate, readOwn } from './gate.ts';
import { upstreamFacts } from './ledger-entry.ts';
import { type Opening, paidWithOpening, payFirstPeriod } from './open-payment.ts';
import { resumeStep } from './power.ts';
import { isReady, waitUntilReady } from './ready.ts';
import type { Run } from './run.ts';
import { withService } from './service-lock.ts';
import { planOf, type Subject, serviceFacts, subjectOf } from './subject.ts';
import { isActivated, isAwaited, saveLicenseParams, wasTold } from './tell.ts';

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
    const subject = await addressAhead(ctx, await subjectOf(ctx, call));
    await refuseClosed(ctx, subject, call);
    const plan = await planOf(ctx, subject);
    await rememberTariff(ctx, plan.tariff);
    const wanted = await wantedOf(ctx, subject, plan);
    const since = await firstAsked(ctx, call.item);
    await perform(ctx, subject, command, call, serviceFacts(subject.service), {
      carryOut: run => carryOut(ctx, run, { subject, plan, wanted, call, command, since }),
      repeat: async () => {
        const { license } = await readOwn(ctx, subject, await requireLicense(ctx, subject));
        await tellOpened(ctx, subject, call, command, license);
      },
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

/** When this program was first asked to work on the service. */
async function firstAsked(ctx: Context, item: string): Promise<Date> {
  const operations = await (await ctx.journal()).operations({ item });
  return operations.at(-1)?.createdAt ?? ctx.clock.now();
}

/** A service that was closed while this call waited for its turn gets no license any more. */
async function refuseClosed(ctx: Context, { service }: Subject, call: ServiceCall): Promise<void> {
  if (service.status !== 'deleted' || (await isAwaited(ctx, call))) return;
  throw new Fault('operation_withdrawn', { object: call.runningOperation ?? service.id });
}

async function carryOut(ctx: Context, run: Run, opening: Opening): Promise<void> {
  const { subject, plan, wanted, call, command } = opening;
  await concludeOrder(ctx, run, subject.item);
  if (await wasTold(ctx, run, subject.service, call)) {
    await completeParams(ctx, subject);
    return run.close('done', { told: 'before' });
  }
  const { ledger, license } = await prepared(ctx, run, opening);
  const change: LedgerChange = {
    ...upstreamFacts(license),
    preset: plan.preset.id,
    tariff: subject.service.pricelist,
    clientPeriod: plan.clientPeriod,
    addons: Object.fromEntries(wanted.addons),
    // what renewals have found out of a service that was active before stays as it is
    ...(isActivated(subject.service)
      ? {}
      : { paidUntil: paidWithOpening(ctx, run, opening, ledger), seenExpiredate: null }),
  };
  const tellsParams = isReady(subject, license) && isFirstTelling(run, opening);
  if (!tellsParams) await saveLicenseParams(ctx, subject, license);
  if (!isReady(subject, license)) {
    const isHandedOver = run.row.state === 'waiting';
    if (!isHandedOver && (await isAwaited(ctx, call))) await ctx.billing.post('postopen', subject.item);
    await run.close('waiting', { waits: 'key', license: license.id }, [{ update: ledger.id, change }]);
    ctx.log.info(
      `service ${subject.item}: license ${license.id} is still being prepared upstream; checkevent activates it`,
    );
    return;
  }
  // as BILLmanager is told: where upstream keeps it suspended, checkevent sees the difference and tells that. Noted before, because an
  // attempt that dies after telling is not repeated (wasTold)
  const told = { update: ledger.id, change: { ...change, status: 'active' } };
  const journal = await ctx.journal();
  await journal.write([told]);
  if (await mustTell(ctx, run, subject, call)) {
    if (tellsParams) await activateWithParams(ctx, subject, license);
    else await tellActive(ctx, subject, command);
  }
  await run.close('done', { license: license.id });
}

/** An attempt without any before it, that ends by activating the service. */
function isFirstTelling(run: Run, { command, call, subject }: Opening): boolean {
  const isActivating = call.runningOperation !== null || subject.service.status !== 'active';
  return command === 'open' && isActivating && !run.resumed;
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

/**
 * A license of the service: bought, found or reused; as soon as upstream has it ready, bound to its address, paid for its first
 * period, and working. Upstream renews and changes nothing that it is still preparing: such a license is answered as it is.
 */
async function prepared(ctx: Context, run: Run, opening: Opening): Promise<OwnLicense> {
  const { subject, plan, wanted } = opening;
  const { ledger, license: read } = await acquire(ctx, run, subject, plan, wanted);
  const own = await passGate(
    ctx,
    subject,
    ledger,
    await waitUntilReady(ctx, subject, ledger.licenseId, read),
  );
  const { license } = own;
  if (!isReady(subject, license)) return own;
  let isChanged = false;
  if (!run.has('order')) {
    try {
      isChanged = await withLockNamed(ctx, subject, { id: license.id, ip: wanted.ip }, () =>
        bind(run, subject, own, wanted),
      );
    } catch (error) {
      if (toFault(error).kind !== 'final' || !isReused(run, ledger)) throw error;
      await giveBack(ctx, ledger, error);
      return prepared(ctx, run, opening);
    }
  }
  const end = await payFirstPeriod(ctx, run, opening, own);
  // one that has run out and is paid no further stays as it is: upstream would refuse
  const isPaid = end === null || end > today(ctx, subject.upstream);
  const resumes = license.status === 'suspended' && isPaid;
  if (resumes || run.has('resume')) await run.step('resume', resumeStep(subject, own));
  const isSame = !isChanged && !resumes && end === dateOrNull(license.expiredate);
  return isSame ? own : readOwn(ctx, subject, ledger);
}

/** A license that was not ordered for this service just now gets its address, name and our id of it. */
async function bind(run: Run, subject: Subject, own: OwnLicense, wanted: Wanted): Promise<boolean> {
  const { license } = own;
  const change = {
    ...(subject.type.address && !sameAddress(license.ip, wanted.ip) ? { ip: wanted.ip } : {}),
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
  if (Object.keys(change).length === 0 && !run.has('bind')) return false;
  await run.step('bind', changeStep(subject, own, change));
  return true;
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
