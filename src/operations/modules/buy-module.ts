import { sameAddress } from '../../base/address.ts';
import type { IsoDate } from '../../base/dates.ts';
import { vendorPeriod } from '../../conf/preset.ts';
import type { Journal } from '../../journal/journal.ts';
import type { LedgerLicense, OperationRow } from '../../journal/records.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { PANEL_MODULE, PRODUCT_TYPES } from '../../vendor/product-types.ts';
import type { Money } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import type { Run } from '../engine/run.ts';
import { type Operation, runOperation } from '../engine/run-operation.ts';
import { type ServiceLock, withService } from '../engine/service-lock.ts';
import { unfinished } from '../engine/unfinished.ts';
import { DRAW, newDraw, ownerOf, purchaseRemoteId } from '../installation/remoteid.ts';
import { checkPurchase } from '../licenses/cost/purchase-guards.ts';
import { readOwn } from '../licenses/license/gate.ts';
import { type LicenseTarget, targetOf } from '../licenses/license/license-target.ts';
import { permitOrder } from '../licenses/license/permit.ts';
import { keepsRemoteId } from '../licenses/license/remoteid-kept.ts';
import { enrolModule } from './enrol-module.ts';
import { findModule, isBoughtFor, type ModuleTarget } from './find-module.ts';
import { takeFromQuota } from './order-quota.ts';

/**
 * A click on "Buy" in somebody's panel (docs/reference/vendor-api.md, "Reselling modules"). Nothing
 * of it is proved to come from the client.
 */
interface BuyRequest {
  /** The vendor's license for which the module is wanted. */
  readonly license: string;
  /** The license's address from the panel; '' if not given. */
  readonly ip: string;
  /** The vendor's pricelist of the module. */
  readonly pricelist: string;
}

/** What the conf's [gateway] and [price N] say about automatic orders. */
interface BuyRules {
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
  /** Ours, but not for automatic orders: the order page, where a person decides. */
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
 * tab, a retry or after a crash. The order is placed and charged at the vendor, then made a service
 * of BILLmanager for the same client (enrolModule). Faults: service_busy (another process is at
 * it), those of the guards before money moves (price_above_max, period_unsold ...), of
 * the vendor and of BILLmanager; whatever was begun is taken up by the next click or by
 * checkevent.
 */
export async function buyModule(
  ctx: Context,
  request: BuyRequest,
  rules: BuyRules,
): Promise<BuyOutcome> {
  const { journal } = ctx;
  const license = await ownLicense(journal, request.license);
  if (license?.item == null) return { kind: 'foreign' };
  const { item } = license;
  const bought = await boughtBefore(journal, item, request.pricelist);
  if (request.ip !== '' && !(await isAddressOf(ctx, license, request.ip)))
    return { kind: 'wrong-ip' };
  if (bought) return { kind: 'already', expiredate: bought.expiredate };
  return withService(ctx, item, async lock => {
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
    return buy(ctx, { target, license, pricelist: request.pricelist, lock }, rules);
  });
}

/** checkevent: brings an interrupted purchase to its end. Never begins one. */
export async function finishPurchase(ctx: Context, operation: OperationRow): Promise<void> {
  const { item, command } = operation;
  await withService(ctx, item, async lock => {
    const pricelist = command.slice(BUY.length).trim();
    const license = await ctx.journal.licenseOf(item);
    if (!license || !(await isUnderWay(ctx, item, pricelist))) return;
    const target = await targetOf(ctx, {
      item,
      runningOperation: null,
      itemtype: license.itemtype,
    });
    // an operation that is under way knows its tariff, and its part of the quota is taken
    await buy(ctx, { target, license, pricelist, lock }, { maxOrders: 0, tariff: '' });
  });
}

/**
 * The one live panel license with this id at the vendor. Two accounts may have the same number:
 * then nobody can tell.
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

/** What is bought, and for whom. */
interface Wish {
  /** The service of the license. */
  readonly target: LicenseTarget;
  readonly license: LedgerLicense;
  readonly pricelist: string;
  /** The service's. */
  readonly lock: ServiceLock;
}

async function buy(
  ctx: Context,
  wish: Wish,
  rules: Pick<BuyRules, 'maxOrders' | 'tariff'>,
): Promise<BuyOutcome> {
  const target = moduleTarget(ctx, wish);
  const { item, account, mark, license, purchase } = target;
  const isBegun = await isUnderWay(ctx, item, purchase.pricelist);
  const there = isBegun ? null : await findModule(ctx, target);
  if (there && !isBoughtFor(target, there)) {
    // bought by hand, or under a service of its own; one that waits for reuse is for a person to
    // move
    if (ownerOf(there.remoteid, mark).kind === 'released')
      return { kind: 'manual', reason: 'released' };
    return { kind: 'already', expiredate: dateOrNull(there.expiredate) };
  }
  let price: Money | null = null;
  if (!there && !isBegun) {
    await readOwn(ctx, wish.target, wish.license);
    price = await checkPurchase(ctx, target, purchase, new Map());
    if (!(await takeFromQuota(ctx, rules.maxOrders))) return { kind: 'manual', reason: 'quota' };
  }
  const call = { item, runningOperation: null, itemtype: null, lock: wish.lock };
  let expiredate: IsoDate | null = null;
  const operation: Operation<ModuleTarget> = {
    command: commandFor(purchase.pricelist),
    facts: () => ({
      ...{ account, pricelist: purchase.pricelist, billed: rules.tariff },
      [DRAW]: newDraw(),
    }),
    async execute(run) {
      const module = there?.id ?? (await order(run, price));
      expiredate = await enrolModule(run, module, there !== null);
      return { outcome: { module, license } };
    },
  };
  await runOperation(ctx, operation, target, call);
  return { kind: 'ordered', expiredate };
}

const isUnderWay = async (ctx: Context, item: string, pricelist: string): Promise<boolean> =>
  (await unfinished(ctx, item, commandFor(pricelist))).length > 0;

/**
 * The preset of the module's own number: its `max_cost` and periods hold, with or without a Preset
 * line.
 */
function moduleTarget(ctx: Context, { target, license, pricelist }: Wish): ModuleTarget {
  const preset = ctx.conf.presets.find(each => each.id === pricelist) ?? {
    id: pricelist,
    name: pricelist,
  };
  return {
    ...target,
    itemtype: 'addition',
    type: PRODUCT_TYPES.addition,
    license: license.licenseId,
    purchase: { preset, pricelist, period: vendorPeriod(ctx.conf, pricelist, CLIENT_PERIOD) },
  };
}

/**
 * Places the order; a repetition looks for it at the vendor first. Returns the module's id.
 * `price`: by the price list, as far as it is known.
 */
async function order(run: Run<ModuleTarget>, price: Money | null): Promise<string> {
  const { ctx, target } = run;
  const { vendor, itemtype, item, mark, license } = target;
  const { pricelist, period } = target.purchase;
  const remoteid = purchaseRemoteId(mark, item, pricelist, run.fact(DRAW) || newDraw());
  let lookedAt = ctx.clock.boot();
  const result = await run.step('order', {
    intent: { pricelist, license, remoteid, period },
    async find() {
      lookedAt = ctx.clock.boot();
      const found = await findModule(ctx, target);
      return found && { id: found.id };
    },
    mayRepeat: () => keepsRemoteId(ctx, target),
    act(intent, lock) {
      const request = {
        ...{ itemtype, pricelist, period, ip: '', licname: '', parentItem: license },
        remoteid: intent['remoteid'] ?? remoteid,
        addons: new Map(),
      };
      return vendor.order(request, permitOrder(lock, lookedAt));
    },
    cost: () => price && { ...price, isEstimated: true },
  });
  return result['id'] ?? '';
}
