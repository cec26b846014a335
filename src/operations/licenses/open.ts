import { Fault, toFault } from '../../base/fault.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import type { LedgerChange, LedgerLicense } from '../../journal/journal.ts';
import type { License } from '../../vendor/vendor.ts';
import { type Context, type ServiceCall, today } from '../engine/context.ts';
import { isActivated, isAwaited, saveLicenseParams, wasNotified } from '../engine/notify.ts';
import type { Run } from '../engine/run.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { acquire, giveBack, isReused, resolveOrder, type Wanted, wantedOf } from './acquire.ts';
import { activateWithParams, completeParams } from './activate.ts';
import { withLockNamed } from './address-lock.ts';
import { changeStep } from './change.ts';
import { readLicense, requireLicense } from './find-license.ts';
import { vendorFacts } from './ledger-entry.ts';
import {
  type LicenseTarget,
  planOf,
  readService,
  serviceFacts,
  targetOfService,
} from './license-context.ts';
import { type Opening, paidWithOpening, payFirstPeriod } from './open-payment.ts';
import { resumeStep } from './power.ts';
import { isReady, waitUntilReady } from './ready.ts';

/**
 * Opens a service: sees that a license serves it (acquire), that the license is bound to the
 * service's address and paid for the client's period, waits a bounded time for its key, saves key,
 * id and end date on the service and activates it. A license that upstream is still preparing is
 * handed over: BILLmanager is told `postopen`, the operation waits.
 */
export async function open(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'open');
}

/**
 * Processes a service again (command reopen): the same work, told by `postreopen`. Never a second
 * order for a service that has a license.
 */
export async function reopen(ctx: Context, call: ServiceCall): Promise<void> {
  await openAs(ctx, call, 'reopen');
}

async function openAs(ctx: Context, call: ServiceCall, command: 'open' | 'reopen'): Promise<void> {
  await withService(ctx, call.item, async () => {
    const service = await readService(ctx, call);
    await refuseClosed(ctx, service, call);
    const [target, plan] = await Promise.all([targetOfService(ctx, service), planOf(ctx, service)]);
    const wanted = await wantedOf(ctx, target, plan);
    const since = await firstAsked(ctx, call.item);
    await runOperation(ctx, target, command, call, serviceFacts(target.service), {
      execute: run => execute(ctx, run, { target, plan, wanted, call, command, since }),
      repeat: async () => {
        const license = await readLicense(target, (await requireLicense(ctx, target)).licenseId);
        await notifyOpened(ctx, target, call, command, license);
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
async function refuseClosed(ctx: Context, service: Service, call: ServiceCall): Promise<void> {
  if (service.status !== 'deleted' || (await isAwaited(ctx, call))) return;
  throw new Fault('operation_withdrawn', { object: call.runningOperation ?? service.id });
}

async function execute(ctx: Context, run: Run, opening: Opening): Promise<void> {
  const { target, plan, wanted, call, command } = opening;
  await resolveOrder(ctx, run, target.item);
  if (await wasNotified(ctx, run, target.service, call)) {
    await completeParams(ctx, target);
    return run.close('done', { told: 'before' });
  }
  const { ledger, license } = await prepared(ctx, run, opening);
  const change: LedgerChange = {
    ...vendorFacts(license),
    preset: plan.preset.id,
    tariff: target.service.pricelist,
    clientPeriod: plan.clientPeriod,
    addons: Object.fromEntries(wanted.addons),
    // what renewals have found out of a service that was active before stays as it is
    ...(isActivated(target.service)
      ? {}
      : { paidUntil: paidWithOpening(ctx, run, opening, ledger), seenExpiredate: null }),
  };
  const tellsParams = isReady(target, license) && isFirstTelling(run, opening);
  if (!tellsParams) await saveLicenseParams(ctx, target, license);
  if (!isReady(target, license)) {
    const isHandedOver = run.row.state === 'waiting';
    if (!isHandedOver && (await isAwaited(ctx, call)))
      await ctx.billmanager.post('postopen', target.item);
    await run.close('waiting', { waits: 'key', license: license.id }, [
      { update: ledger.id, change },
    ]);
    ctx.log.info(
      `service ${target.item}: license ${license.id} is still being prepared upstream; checkevent activates it`,
    );
    return;
  }
  // as BILLmanager is told: where upstream keeps it suspended, checkevent sees the difference and
  // tells that. Noted before, because an attempt that dies after telling is not repeated (wasTold)
  const told = { update: ledger.id, change: { ...change, status: 'active' } };
  const journal = await ctx.journal();
  await journal.write([told]);
  if (await mustTell(ctx, run, target, call)) {
    if (tellsParams) await activateWithParams(ctx, target, license);
    else await tellActive(ctx, target, command);
  }
  await run.close('done', { license: license.id });
}

/** An attempt without any before it, that ends by activating the service. */
function isFirstTelling(run: Run, { command, call, target }: Opening): boolean {
  const isActivating = call.runningOperation !== null || target.service.status !== 'active';
  return command === 'open' && isActivating && !run.resumed;
}

/**
 * Does BILLmanager have to be told? As long as it waits for the operation, or the service is still
 * in process: a handing over ended the operation, even where the attempt that did it died before it
 * could note that.
 */
async function mustTell(
  ctx: Context,
  run: Run,
  target: LicenseTarget,
  call: ServiceCall,
): Promise<boolean> {
  const { status } = target.service;
  if (call.runningOperation === null || run.row.state === 'waiting') return status !== 'active';
  return !run.resumed || status === 'processing' || isAwaited(ctx, call);
}

interface Prepared {
  readonly ledger: LedgerLicense;
  /** As just read. */
  readonly license: License;
}

/**
 * A license of the service: bought, found or reused; as soon as upstream has it ready, bound to its
 * address, paid for its first period, and working. Upstream renews and changes nothing that it is
 * still preparing: such a license is answered as it is.
 */
async function prepared(ctx: Context, run: Run, opening: Opening): Promise<Prepared> {
  const { target, plan, wanted } = opening;
  const { ledger, license: read } = await acquire(ctx, run, target, plan, wanted);
  const license = await waitUntilReady(ctx, target, ledger.licenseId, read);
  if (!isReady(target, license)) return { ledger, license };
  let isChanged = false;
  if (!run.has('order')) {
    try {
      isChanged = await withLockNamed(ctx, target, { id: license.id, ip: wanted.ip }, () =>
        bind(run, target, ledger, license, wanted),
      );
    } catch (error) {
      if (toFault(error).kind !== 'final' || !isReused(run, ledger)) throw error;
      await giveBack(ctx, ledger, error);
      return prepared(ctx, run, opening);
    }
  }
  const end = await payFirstPeriod(ctx, run, opening, ledger, license);
  // one that has run out and is paid no further stays as it is: upstream would refuse
  const isPaid = end === null || end > today(ctx, target.vendor);
  const resumes = license.status === 'suspended' && isPaid;
  if (resumes || run.has('resume')) await run.step('resume', resumeStep(target, ledger));
  const isSame = !isChanged && !resumes && end === license.expiredate;
  return { ledger, license: isSame ? license : await readLicense(target, ledger.licenseId) };
}

/**
 * A license that was not ordered for this service just now gets its address, name and our id of it.
 */
async function bind(
  run: Run,
  target: LicenseTarget,
  ledger: LedgerLicense,
  license: License,
  wanted: Wanted,
): Promise<boolean> {
  const change = {
    ...(target.type.address && license.ip !== wanted.ip ? { ip: wanted.ip } : {}),
    ...(target.type.nameParam !== '' && license.licname !== wanted.licname
      ? { licname: wanted.licname }
      : {}),
    ...(wanted.parentItem !== '' && license.parentItem !== wanted.parentItem
      ? { parentItem: wanted.parentItem }
      : {}),
    ...(target.vendor.abilities.remoteid && license.remoteid !== target.item
      ? { remoteid: target.item }
      : {}),
  };
  if (Object.keys(change).length === 0 && !run.has('bind')) return false;
  await run.step('bind', changeStep(target, ledger, change));
  return true;
}

/** BILLmanager repeats an operation that we have finished: it is told once more. */
async function notifyOpened(
  ctx: Context,
  target: LicenseTarget,
  call: ServiceCall,
  command: 'open' | 'reopen',
  license: License,
): Promise<void> {
  if (!(await isAwaited(ctx, call))) return;
  await saveLicenseParams(ctx, target, license);
  if (isReady(target, license)) await tellActive(ctx, target, command);
  else await ctx.billmanager.post('postopen', target.item);
}

async function tellActive(
  ctx: Context,
  target: LicenseTarget,
  command: 'open' | 'reopen',
): Promise<void> {
  if (command === 'reopen') await ctx.billmanager.post('postreopen', target.item);
  else await ctx.billmanager.activate(target.service);
}
