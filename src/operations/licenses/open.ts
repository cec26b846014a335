import { Fault } from '../../base/fault.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { LedgerChange, LedgerLicense } from '../../journal/records.ts';
import { isRead } from '../../vendor/end-date.ts';
import type { License } from '../../vendor/vendor.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { withFailover } from '../engine/failover.ts';
import {
  HANDED_OVER,
  isActivated,
  isAwaited,
  notifyOpened,
  wasNotified,
} from '../engine/notify.ts';
import type { Run } from '../engine/run.ts';
import { type Ending, type ServiceHandler, serviceOperation } from '../engine/run-operation.ts';
import { DRAW, newDraw } from '../installation/remoteid.ts';
import { resolveOrder } from './acquire/acquire.ts';
import { wantedOf } from './acquire/wanted.ts';
import { operationStory } from './cost/operation-story.ts';
import { requireLicense } from './license/find-license.ts';
import { readOwn } from './license/gate.ts';
import { saveLicenseParams } from './license/license-params.ts';
import { serviceTerms, vendorFacts } from './license/license-row.ts';
import { readService, targetOfService } from './license/license-target.ts';
import { planOf } from './license/plan.ts';
import { isReady } from './license/ready.ts';
import { activateWithParams, completeParams } from './opening/activate.ts';
import { type Opening, prepareLicense } from './opening/prepare-license.ts';
import { paidWithOpening } from './renewal/first-period.ts';

/**
 * Opens a service: sees that a license serves it, bound to its address and paid for the client's
 * period (prepareLicense), waits a bounded time for its key, saves key, id and end date on the
 * service and activates it. A license that the vendor is still preparing is handed over:
 * BILLmanager is told `postopen`, the operation waits.
 */
export const open = openAs('open');

/**
 * Processes a service again (command reopen): the same work, told by `postreopen`. Never a second
 * order for a service that has a license.
 */
export const reopen = openAs('reopen');

/** Opens it at another vendor account of the tariff when the first one cannot be worked with. */
export const openWithFailover = withFailover(open, {
  program: LICENSES_MODULE,
  retryableElsewhere: new Set([
    'upstream_unreachable',
    'upstream_certificate',
    'upstream_auth',
    'upstream_access',
    'upstream_money',
    'price_above_max',
    'module_setting_missing',
  ]),
  isServed: service => (service.params.get(PARAM_LICENSE_ID) ?? '') !== '',
});

function openAs(command: 'open' | 'reopen'): ServiceHandler {
  return serviceOperation(openingOf, {
    command,
    facts: () => ({ [DRAW]: newDraw() }),
    execute: run => execute(run, command),
    story: operationStory,
    async repeat(ctx, target, call) {
      const { license } = await readOwn(ctx, target, await requireLicense(ctx, target));
      if (!(await isAwaited(ctx, call))) return;
      await saveLicenseParams(ctx, target, license);
      if (isReady(target, license)) await notifyOpened(ctx, target, command);
      else await ctx.billmanager.post('postopen', target.item);
    },
  });
}

async function openingOf(ctx: Context, call: ServiceCall): Promise<Opening> {
  const service = await readService(ctx, call);
  await refuseClosed(ctx, service, call);
  const [target, plan] = await Promise.all([targetOfService(ctx, service), planOf(ctx, service)]);
  const wanted = await wantedOf(ctx, target, plan);
  return { ...target, plan, wanted, since: await firstAsked(ctx, call.item) };
}

/**
 * A service that was closed while this call waited for its turn gets no license any more. What an
 * earlier attempt left in doubt is still looked for.
 */
async function refuseClosed(ctx: Context, service: Service, call: ServiceCall): Promise<void> {
  if (service.status !== 'deleted' || call.withdrawn || (await isAwaited(ctx, call))) return;
  throw new Fault('operation_withdrawn', { object: call.runningOperation ?? service.id });
}

/** When this program was first asked to work on the service. */
async function firstAsked(ctx: Context, item: string): Promise<Date> {
  const operations = await ctx.journal.operations({ item });
  return operations.at(-1)?.createdAt ?? ctx.clock.now();
}

async function execute(run: Run<Opening>, command: 'open' | 'reopen'): Promise<Ending> {
  const { ctx, target } = run;
  await resolveOrder(run);
  if (await wasNotified(run)) {
    await completeParams(ctx, target);
    return { outcome: { told: 'before' } };
  }
  const { ledger, license } = await prepareLicense(run);
  const change = changeOf(run, ledger, license);
  if (!isReady(target, license)) return handOver(run, ledger, license, change);
  // an attempt without any before it that ends by activating the service gives the params with that
  const isActivating = run.call.runningOperation !== null || target.service.status !== 'active';
  const givesParams = command === 'open' && isActivating && !run.resumed;
  if (!givesParams) await saveLicenseParams(ctx, target, license);
  // as BILLmanager is told: where the vendor keeps it suspended, checkevent sees the difference and
  // tells that. Noted before, because an attempt that dies after telling is not repeated
  // (wasNotified)
  await ctx.journal.write([{ update: ledger.id, change: { ...change, status: 'active' } }]);
  if (await mustNotify(run)) {
    if (givesParams) await activateWithParams(ctx, target, license);
    else await notifyOpened(ctx, target, command);
  }
  const expiredate = isRead(license.expiredate) ? license.expiredate : null;
  return { outcome: { license: license.id, expiredate: expiredate ?? '' } };
}

function changeOf(run: Run<Opening>, ledger: LedgerLicense, license: License): LedgerChange {
  const { service, plan, wanted } = run.target;
  return {
    ...vendorFacts(license),
    ...serviceTerms(service),
    ...(isRead(license.expiredate) ? { boughtUntil: license.expiredate } : {}),
    preset: plan.preset.id,
    addons: Object.fromEntries(wanted.addons),
    // what renewals have found out of a service that was active before stays as it is
    ...(isActivated(service)
      ? {}
      : { paidUntil: paidWithOpening(run, ledger), seenExpiredate: null }),
  };
}

/** The vendor is still preparing the license: BILLmanager is told so, checkevent goes on. */
async function handOver(
  run: Run<Opening>,
  ledger: LedgerLicense,
  license: License,
  change: LedgerChange,
): Promise<Ending> {
  const { ctx, call, target, row } = run;
  await saveLicenseParams(ctx, target, license);
  if (row.state !== 'waiting' && (await isAwaited(ctx, call))) {
    await run.note({ [HANDED_OVER]: 'yes' });
    await ctx.billmanager.post('postopen', target.item);
  }
  ctx.log.info(
    `service ${target.item}: license ${license.id} is still being prepared by the vendor; checkevent activates it`,
  );
  return {
    state: 'waiting',
    outcome: { waits: 'key', license: license.id },
    ledger: () => [{ update: ledger.id, change }],
  };
}

/**
 * Does BILLmanager have to be told? As long as it waits for the operation, or the service is still
 * in process: a handing over ended the operation, even where the attempt that did it died before it
 * could note that.
 */
async function mustNotify(run: Run): Promise<boolean> {
  const { ctx, call, row, resumed } = run;
  const { status } = run.target.service;
  if (call.runningOperation === null || row.state === 'waiting') return status !== 'active';
  return !resumed || status === 'processing' || isAwaited(ctx, call);
}
