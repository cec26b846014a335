import { type El, okDoc } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { isDay, periodEnd } from '../store/time.ts';
import {
  ITEM_STATUS,
  type Item,
  isSaved,
  requireItem,
  requireNumber,
  requireText,
  setParam,
} from './items.ts';
import { endOperations, hasOperation } from './operations.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** Fields of `ITEMTYPE.open` that are about the call. */
const CALL_FIELDS: ReadonlySet<string> = new Set(['elid', 'sok']);

/**
 * `ITEMTYPE.open elid=ITEM sok=ok`: activates the service; further fields are saved on it (the
 * setting `open_fields`: or not).
 */
export function openItem(world: BillingWorld, call: BillingCall, itemtype: string): El {
  const item = requireItem(world, call, itemtype);
  requireSaved(call);
  const fields = [...call.params].filter(([name]) => !CALL_FIELDS.has(name));
  const [refused] = world.settings.get('open_fields') === 'refused' ? fields : [];
  if (refused) throw new PanelError('value', refused[0]);
  if (world.settings.get('open_fields') === 'kept')
    for (const [name, value] of fields) setParam(world, item.id, name, value);
  world.store.update('item', item.id, {
    status: ITEM_STATUS.active,
    opendate: item.opendate ?? world.clock.today(),
  });
  endOperations(world, item.id, ['open', 'reopen']);
  return okDoc();
}

interface PostAct {
  /** Operations that it ends; empty: every one of the service. */
  readonly ends: readonly string[];
  readonly status?: number;
  readonly act?: (world: BillingWorld, item: Item) => void;
}

/**
 * What each `service.post...` ends and does (docs/reference/processing-module.md, "What is called
 * after which command").
 */
const POSTS: Readonly<Record<string, PostAct>> = {
  'service.postopen': {
    ends: ['open', 'reopen'],
    act: (world, item) => {
      // the service waits in process for ITEMTYPE.open, unless that has come before
      if (item.status !== ITEM_STATUS.active)
        world.store.update('item', item.id, { status: ITEM_STATUS.processing });
    },
  },
  'service.postreopen': { ends: ['open', 'reopen'], status: ITEM_STATUS.active },
  'service.postopeninterrupt': { ends: ['open', 'reopen'], status: ITEM_STATUS.ordered },
  'service.postsuspend': { ends: ['suspend'], status: ITEM_STATUS.suspended },
  'service.postresume': { ends: ['resume'], status: ITEM_STATUS.active },
  'service.postclose': { ends: [], status: ITEM_STATUS.deleted },
  'service.postsetparam': {
    ends: ['setparam'],
    act: (world, item) => world.store.update('item', item.id, { lastpricelist: null }),
  },
  'service.postprolong': { ends: ['prolong'], act: moveEnd },
};

/**
 * Where prolong is called before the end date moves, it moves now; but only for an operation that
 * still stands.
 */
function moveEnd(world: BillingWorld, item: Item): void {
  const moves =
    world.settings.get('prolong_reading') === 'before' && hasOperation(world, item.id, 'prolong');
  if (!moves || item.expiredate === null) return;
  const trialDays = world.settings.number('trial_days');
  world.store.update('item', item.id, {
    expiredate: periodEnd(item.expiredate, item.period, trialDays),
  });
}

export function isPost(func: string): boolean {
  return Object.hasOwn(POSTS, func);
}

export const POST_FUNCTIONS: readonly string[] = Object.keys(POSTS);

/** With or without `sok`, with or without an operation of the service. */
export function postItem(world: BillingWorld, call: BillingCall): El {
  const post = POSTS[call.func];
  if (!post) throw new PanelError('missed', 'func', call.func);
  const item = requireItem(world, call);
  post.act?.(world, item);
  if (post.status !== undefined) world.store.update('item', item.id, { status: post.status });
  endOperations(world, item.id, post.ends);
  return okDoc();
}

/**
 * `service.setstatus elid= service_status=N`: writes the parameter of that name, whatever the
 * number; the status of the service is another one.
 */
export function setStatus(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  const status = requireNumber(call, 'service_status');
  setParam(world, item.id, 'service_status', String(status));
  return okDoc();
}

/** `service.setexpiredate elid= expiredate=YYYY-MM-DD` */
export function setExpiredate(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  world.store.update('item', item.id, { expiredate: requireDay(call, 'expiredate') });
  return okDoc();
}

/** `service.poststat elid= date=YYYY-MM-DD`: the usage of a day is in the table `itemstat`. */
export function postStat(world: BillingWorld, call: BillingCall): El {
  requireItem(world, call);
  requireDay(call, 'date');
  return okDoc();
}

function requireDay(call: BillingCall, name: string): string {
  const day = requireText(call, name);
  if (!isDay(day)) throw new PanelError('value', name, day);
  return day;
}

/** `service.changepricelist.rollback elid=ITEM sok=ok`: back to the tariff before. */
export function rollbackTariff(world: BillingWorld, call: BillingCall): El {
  const item = requireItem(world, call);
  requireSaved(call);
  if (item.lastpricelist === null) throw new PanelError('missed', 'lastpricelist');
  world.store.update('item', item.id, { pricelist: item.lastpricelist, lastpricelist: null });
  return okDoc();
}

export function requireSaved(call: BillingCall): void {
  if (!isSaved(call)) throw new PanelError('missed', 'sok');
}
