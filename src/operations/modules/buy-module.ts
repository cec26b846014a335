import { sameAddress } from '../../base/address.ts';
import type { IsoDate } from '../../base/dates.ts';
import { vendorPeriod } from '../../conf/preset.ts';
import type { Journal, LedgerLicense, OperationRow } from '../../journal/journal.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { PANEL_MODULE, PRODUCT_TYPES } from '../../vendor/product-types.ts';
import type { Context } from '../engine/context.ts';
import type { Run } from '../engine/run.ts';
import { runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { readOwn } from '../licenses/gate.ts';
import { type LicenseTarget, serviceFacts, targetOf } from '../licenses/license-context.ts';
import { checkFunds, type Purchase } from '../licenses/purchase-guards.ts';
import { isReleased, purchaseRemoteId } from '../licenses/remoteid.ts';
import { enrolModule } from './enrol-module.ts';
import { findModule } from './find-module.ts';
import { takeFromQuota } from './order-quota.ts';

/**
 * A click on "Buy" in somebody's panel (upstream-api.md, "Reselling modules"). Nothing of it is
 * proved to come from the client.
 */
export interface BuyRequest {
  /** The upstream license for which the module is wanted. */
  readonly license: string;
  /** The license's address as the panel told it; '' if it did not. */
  readonly ip: string;
  /** Upstream pricelist of the module. */
  readonly pricelist: string;
}

/** What the conf's [gateway] and [price N] say about automatic orders. */
export interface BuyRules {
  /** Accounts in BILLmanager; null: all. */
  readonly clients: readonly string[] | null;
  /** Orders a day. */
  readonly maxOrders: number;
  /** BILLmanager's id of the tariff under which the client is billed; '' for none. */
  readonly tariff: string;
}

export type BuyOutcome =
  | { readonly kind: 'ordered' | 'already'; readonly expiredate: IsoDate | null }
  /** No license of ours, or not the license's address. Nothing is done. */
  | { readonly kind: 'foreign' | 'wrong-ip' }
  /** Ours, but not to be ordered for by itself: the order page, where a person decides. */
  | { readonly kind: 'manual'; readonly reason: 'client' | 'service' | 'quota' | 'released' };

const BUY = 'buy-module';
const CLIENT_PERIOD = 1;
/**
 * The journal's name of buying one kind of module: each kind is an operation of its own on the
 * license's service.
 */
const commandFor = (pricelist: string): string => `${BUY} ${pricelist}`;

/**
 * Buys a module for a license of ours, once however often it is asked: by a second click, a second
 * tab, a retry or after a crash. The order is placed and charged upstream, then made a service of
 * BILLmanager for the same client (enrolModule). Faults: service_busy (another process is at it),
 * those of the guards before money moves (price_above_max, period_unsold ...), of the upstream and
 * of BILLmanager; whatever was begun is taken up by the next click or by checkevent.
 */
export async function buyModule(
  ctx: Context,
  request: BuyRequest,
  rules: BuyRules,
): Promise<BuyOutcome> {
  const journal = await ctx.journal();
  const license = await ownLicense(journal, request.license);
  if (license?.item == null) return { kind: 'foreign' };
  const { item } = license;
  const bought = await boughtBefore(journal, item, request.pricelist);
  if (request.ip !== '' && !(await isAddressOf(ctx, license, request.ip)))
    return { kind: 'wrong-ip' };
  if (bought) return { kind: 'already', expiredate: bought.expiredate };
  return withService(ctx, item, async () => {
    const meanwhile = await boughtBefore(journal, item, request.pricelist);
    if (meanwhile) return { kind: 'already', expiredate: meanwhile.expiredate };
    const target = await targetOf(ctx, {
      item,
      runningOperation: null,
      itemtype: license.itemtype,
    });
    const { service } = target;
    if (service.status !== 'active' || target.account !== license.account)
      return { kind: 'manual', reason: 'service' };
    if (rules.clients !== null && !rules.clients.includes(service.account))
      return { kind: 'manual', reason: 'client' };
    return buy(ctx, target, license, request.pricelist, rules);
  });
}

/** checkevent: brings an interrupted purchase to its end. Never begins one. */
export async function finishPurchase(ctx: Context, operation: OperationRow): Promise<void> {
  const { item, command } = operation;
  await withService(ctx, item, async () => {
    const journal = await ctx.journal();
    const pricelist = command.slice(BUY.length).trim();
    const license = await journal.licenseOf(item);
    if (!license || !(await isUnderWay(journal, item, pricelist))) return;
    const target = await targetOf(ctx, {
      item,
      runningOperation: null,
      itemtype: license.itemtype,
    });
    // an operation that is under way knows its tariff, and its part of the quota is taken
    await buy(ctx, target, license, pricelist, { clients: null, maxOrders: 0, tariff: '' });
  });
}

/**
 * The one live panel license with this upstream id. Two accounts may have the same number: then
 * nobody can tell.
 */
async function ownLicense(journal: Journal, licenseId: string): Promise<LedgerLicense | null> {
  const found = await journal.licenses({
    licenseIds: [licenseId],
    itemtype: 'soft',
    state: 'live',
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

/**
 * The ledger may lag behind a license that was moved just now; the service then knows its new
 * address.
 */
async function isAddressOf(ctx: Context, license: LedgerLicense, ip: string): Promise<boolean> {
  const same = (known: string | undefined): boolean =>
    known !== undefined && sameAddress(known, ip);
  if (same(license.ip)) return true;
  return same((await ctx.billmanager.service(license.item ?? '', license.itemtype))?.ip);
}

/** The module that an earlier purchase of this kind bought, if it still serves. */
async function boughtBefore(
  journal: Journal,
  item: string,
  pricelist: string,
): Promise<LedgerLicense | null> {
  const [last] = await journal.operations({
    item,
    command: commandFor(pricelist),
    states: ['done'],
    limit: 1,
  });
  const module = last?.outcome?.['module'];
  const account = last?.facts['account'];
  if (typeof module !== 'string' || typeof account !== 'string') return null;
  const [found] = await journal.licenses({
    account,
    itemtype: PANEL_MODULE,
    licenseIds: [module],
    state: 'live',
  });
  return found ?? null;
}

async function buy(
  ctx: Context,
  target: LicenseTarget,
  license: LedgerLicense,
  pricelist: string,
  rules: BuyRules,
): Promise<BuyOutcome> {
  const modules: LicenseTarget = {
    ...target,
    itemtype: PANEL_MODULE,
    type: PRODUCT_TYPES[PANEL_MODULE],
  };
  const purchase = purchaseOf(ctx, pricelist);
  const remoteid = purchaseRemoteId(target.item, pricelist);
  const marks = { pricelist, license: license.licenseId, remoteid };
  const isBegun = await isUnderWay(await ctx.journal(), target.item, pricelist);
  const there = isBegun ? null : await findModule(ctx, modules, marks);
  if (there && there.remoteid !== remoteid) {
    // bought by hand, or under a service of its own; one that waits for reuse is for a person to
    // move
    if (isReleased(there.remoteid)) return { kind: 'manual', reason: 'released' };
    return { kind: 'already', expiredate: dateOrNull(there.expiredate) };
  }
  if (!there && !isBegun) {
    await readOwn(ctx, target, license);
    await checkFunds(ctx, modules, purchase, new Map());
    if (!(await takeFromQuota(ctx, rules.maxOrders))) return { kind: 'manual', reason: 'quota' };
  }
  const facts = {
    ...serviceFacts(target.service),
    account: target.account,
    pricelist,
    billed: rules.tariff,
  };
  const call = { item: target.item, runningOperation: null, itemtype: null };
  let expiredate: IsoDate | null = null;
  await runOperation(ctx, target, commandFor(pricelist), call, facts, {
    async execute(run) {
      const module = there?.id ?? (await order(ctx, run, modules, purchase, marks));
      expiredate = await enrolModule(ctx, run, modules, {
        ...purchase,
        module,
        license: license.licenseId,
        recovered: there !== null,
      });
      await run.close('done', { module, license: license.licenseId });
    },
    // a call without a running operation is never taken for a repetition
    repeat: async () => {},
    isAnew: () => true,
  });
  return { kind: 'ordered', expiredate };
}

async function isUnderWay(journal: Journal, item: string, pricelist: string): Promise<boolean> {
  const states = ['open', 'waiting'] as const;
  return (
    (await journal.operations({ item, command: commandFor(pricelist), states, limit: 1 })).length >
    0
  );
}

/**
 * The preset of the module's own number: its `max_cost` and periods hold, with or without a Preset
 * line.
 */
function purchaseOf(ctx: Context, pricelist: string): Purchase {
  const preset = ctx.conf.presets.find(each => each.id === pricelist) ?? {
    id: pricelist,
    name: pricelist,
  };
  return { preset, pricelist, period: vendorPeriod(ctx.conf, pricelist, CLIENT_PERIOD) };
}

/** Places the order; a repetition looks for it upstream first. Returns the module's id. */
async function order(
  ctx: Context,
  run: Run,
  modules: LicenseTarget,
  purchase: Purchase,
  marks: { readonly pricelist: string; readonly license: string; readonly remoteid: string },
): Promise<string> {
  const result = await run.step('order', {
    intent: { ...marks, period: purchase.period },
    async find() {
      const found = await findModule(ctx, modules, marks);
      return found && { id: found.id };
    },
    act: () =>
      modules.vendor.order({
        itemtype: modules.itemtype,
        pricelist: marks.pricelist,
        period: purchase.period,
        ip: '',
        licname: '',
        remoteid: marks.remoteid,
        addons: new Map(),
        parentItem: marks.license,
      }),
  });
  return result['id'] ?? '';
}
