import type { HazardKind } from '../support/hazards.ts';
import { Random } from '../support/random.ts';
import type { WorldSettings } from '../support/settings.ts';
import { type Kind, kindsOf } from './kinds.ts';

export type UsualEvent =
  | 'order'
  | 'prolong'
  | 'suspend'
  | 'resume'
  | 'setparam'
  | 'addons'
  | 'close'
  | 'reopen'
  | 'gen_key'
  | 'checkevent'
  | 'days'
  | 'extendByHand'
  | 'suspendByHand'
  | 'resumeByHand'
  | 'deleteByHand'
  | 'renameByHand'
  | 'buyByHand'
  | 'filter'
  | 'withdraw'
  | 'repeat'
  | 'idsRestart'
  | 'stateDeleted'
  | 'poor'
  | 'import';

/** What somebody does in a world of one kind alone. */
export type KindEvent =
  | 'neighbour'
  | 'numberAgain'
  | 'stateKept'
  | 'stateBack'
  | 'billingKept'
  | 'billingBack'
  | 'clone'
  | 'editRemoteid'
  | 'rich'
  | 'useReleased'
  | 'autoprolong'
  | 'refund'
  | 'liftByVendor'
  | 'handover'
  | 'reprice'
  | 'editConf'
  | 'renumber';

export type EventKind = UsualEvent | KindEvent;

/** Something that somebody does. */
export interface SimEvent {
  readonly index: number;
  readonly kind: EventKind;
  /** Milliseconds since the event before it. */
  readonly gap: number;
  /** The order that made the service it is about: its index. */
  readonly about: number;
  /** A number for whatever the event has to choose. */
  readonly choice: number;
}

export interface Plan {
  readonly seed: number;
  readonly settings: WorldSettings;
  /** What there is more than one of in this world, or what does not behave as one would think. */
  readonly kinds: readonly Kind[];
  readonly events: readonly SimEvent[];
  /** Milliseconds from the last event to the quiet end. */
  readonly tail: number;
  /** What is left out of it: events by index, hazards by `INDEX:KIND`. */
  readonly without: ReadonlySet<string>;
}

export const hazardName = (event: number, kind: HazardKind): string => `${event}:${kind}`;

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

const WEIGHTS: Readonly<Record<UsualEvent, number>> = {
  order: 3,
  prolong: 5,
  suspend: 1.5,
  resume: 1.5,
  setparam: 1.2,
  addons: 0.6,
  close: 1,
  reopen: 0.5,
  gen_key: 0.5,
  checkevent: 3,
  days: 2,
  extendByHand: 0.5,
  suspendByHand: 0.3,
  resumeByHand: 0.3,
  deleteByHand: 0.25,
  renameByHand: 0.3,
  buyByHand: 0.5,
  filter: 0.8,
  withdraw: 0.6,
  repeat: 0.7,
  idsRestart: 0.3,
  stateDeleted: 0.4,
  poor: 0.3,
  import: 0.4,
};

/** What is done besides in a world of a kind: at other moments in each history, in this order. */
const OF_KINDS: Readonly<Partial<Record<Kind, readonly EventKind[]>>> = {
  neighbour: ['neighbour', 'neighbour', 'neighbour', 'neighbour', 'neighbour'],
  modules: ['order', 'checkevent', 'days'],
  vendors: ['order', 'order', 'checkevent'],
  numbersAgain: ['numberAgain', 'checkevent', 'prolong', 'numberAgain'],
  stateBack: [
    'stateKept',
    'prolong',
    'order',
    'stateBack',
    'checkevent',
    'stateKept',
    'prolong',
    'stateBack',
  ],
  billingBack: [
    'billingKept',
    'prolong',
    'order',
    'billingBack',
    'order',
    'billingKept',
    'checkevent',
    'billingBack',
    'prolong',
  ],
  clone: ['checkevent', 'clone', 'checkevent', 'prolong'],
  remoteids: ['editRemoteid', 'checkevent', 'editRemoteid'],
  merged: ['order', 'order'],
  renumbered: ['renumber', 'checkevent', 'prolong'],
  autoprolong: [
    'autoprolong',
    'days',
    'autoprolong',
    'days',
    'checkevent',
    'days',
    'autoprolong',
    'days',
    'days',
  ],
  prices: ['reprice', 'editConf', 'prolong', 'order', 'reprice', 'editConf'],
  money: ['poor', 'prolong', 'order', 'rich', 'poor', 'prolong', 'rich'],
  released: ['order', 'close', 'useReleased', 'order', 'useReleased', 'order'],
  refunds: [
    'prolong',
    'refund',
    'refund',
    'checkevent',
    'prolong',
    'refund',
    'prolong',
    'refund',
    'prolong',
    'refund',
    'refund',
  ],
  nonpayment: ['suspend', 'liftByVendor', 'checkevent', 'liftByVendor', 'prolong'],
  handover: ['handover', 'checkevent', 'prolong', 'handover'],
};

/** The history that a seed stands for. `events`: how many at most. */
export function planOf(seed: number, events = 14, kinds = kindsOf(seed)): Plan {
  const random = new Random('plan', seed);
  const settings = settingsOf(random);
  const orders: number[] = [];
  const list: SimEvent[] = [];
  const count = random.whole(3, events);
  for (let index = 0; index < count; index++) {
    const kind = index === 0 ? 'order' : random.weighted(WEIGHTS);
    if (kind === 'order') orders.push(index);
    const about = kind === 'order' ? index : (orders[random.whole(0, orders.length - 1)] ?? 0);
    const gap = index === 0 ? 0 : gapOf(kind, random);
    list.push({ index, kind, gap, about, choice: random.whole(0, 1_000_000) });
  }
  const all = withEventsOf(kinds, list, new Random('events of kinds', seed));
  return { seed, settings, kinds, events: all, tail: 60 * SECOND, without: new Set() };
}

function withEventsOf(
  kinds: readonly Kind[],
  usual: readonly SimEvent[],
  random: Random,
): readonly SimEvent[] {
  const list = [...usual];
  for (const kind of kinds) {
    let place = 1;
    for (const each of OF_KINDS[kind] ?? []) {
      place = random.whole(place, Math.min(list.length, place + 3));
      const orders = list.slice(0, place).filter(({ kind }) => kind === 'order');
      const index = list.length;
      const about = each === 'order' ? index : (orders.at(-random.whole(1, 2))?.index ?? 0);
      const gap = gapOf(each, random);
      list.splice(place, 0, { index, kind: each, gap, about, choice: random.whole(0, 1_000_000) });
      place += 1;
    }
  }
  return list;
}

function settingsOf(random: Random): WorldSettings {
  return {
    moves: random.pick(['before', 'after']),
    dated: random.pick(['ordered', 'ordered', 'activated']),
    fields: random.pick(['kept', 'kept', 'dropped', 'refused']),
    overlap: random.chance(0.4),
    rowsPerPage: random.pick([2, 3, 500]),
    listOrder: random.pick(['newest', 'oldest']),
    deletedForm: random.chance(0.5),
    preparation: random.pick([0, 0, 3, 900]),
    stern: random.chance(0.5),
    lapses: random.chance(0.5),
    tellsEnd: random.chance(0.8),
    zone: random.pick([0, 0, 3, -8]),
    skew: random.pick([0, 0, 0, 90, -2000]),
    keyWait: random.pick([0, 5]),
    rate: random.pick([0.1, 5, 5, 1000]),
    badness: random.pick([0, 0.4, 1]),
  };
}

/** Most things happen while others are under way; some after days. */
function gapOf(kind: EventKind, random: Random): number {
  if (kind === 'days') return random.whole(5, 45) * DAY + random.whole(0, DAY);
  // an id comes again when weeks have passed
  if (kind === 'idsRestart' || kind === 'numberAgain') return random.whole(21, 60) * DAY;
  return random.pick([
    () => random.whole(0, 2 * SECOND),
    () => random.whole(0, 2 * SECOND),
    () => random.whole(1, 60) * SECOND,
    () => random.whole(1, 60) * SECOND,
    () => random.whole(1, 30) * 60 * SECOND,
    () => random.whole(1, 30) * HOUR,
    () => random.whole(1, 12) * DAY,
  ])();
}
