import type { FaultType } from '../../src/base/fault.ts';
import { Random } from '../support/random.ts';

interface KindRow {
  readonly about: string;
  /** Faults that need a person in such a world, beside those that do in any. */
  readonly faults: readonly FaultType[];
  /** Problems by which a person is told of a service that is not as it should be. */
  readonly problems: readonly string[];
}

/** What a world may have more than one of, or what in it does not behave as one would think. */
const TABLE = {
  neighbour: {
    about: 'a second billing on the vendor account, with the same item numbers',
    faults: [],
    problems: [],
  },
  modules: { about: 'two modules on one account', faults: [], problems: [] },
  vendors: {
    about: 'a module at another vendor, whose licenses have the same ids',
    faults: [],
    problems: [],
  },
  numbersAgain: { about: 'item numbers that come again', faults: [], problems: [] },
  billingBack: {
    about: "BILLmanager's database is put back",
    // what it says of dates and licenses is not what was done
    faults: ['license_foreign', 'license_paid_elsewhere'],
    problems: [
      'cpbillmgr_license_gone',
      'cpbillmgr_license_foreign',
      'cpbillmgr_date_unexplained',
      'cpbillmgr_tariff_differs',
    ],
  },
  stateBack: {
    about: 'the state file is put back or lost',
    faults: [],
    // what it does not know it bought is asked about
    problems: ['cpbillmgr_date_unexplained'],
  },
  clone: {
    about: 'a clone of the installation on another machine',
    faults: [],
    problems: [],
  },
  lag: {
    about: 'lists and forms that lag',
    faults: [
      'charge_unsettled',
      'license_ambiguous',
      'license_paid_elsewhere',
      // it was renewed, and its form does not tell yet
      'license_not_renewing',
    ],
    problems: ['cpbillmgr_license_gone'],
  },
  errors: {
    about: 'error documents after the act',
    faults: ['upstream_value', 'upstream_refused', 'upstream_missed', 'upstream_access'],
    problems: [],
  },
  remoteids: {
    about: 'remoteids that are dropped, cut or edited',
    faults: ['charge_unsettled', 'license_foreign', 'license_ambiguous'],
    problems: ['cpbillmgr_license_foreign'],
  },
  merged: {
    about: "a second order for one address is answered with the first one's id",
    faults: ['charge_unsettled', 'license_foreign'],
    problems: [],
  },
  renumbered: {
    about: 'licenses that get another id',
    faults: ['license_foreign'],
    problems: ['cpbillmgr_license_gone', 'cpbillmgr_license_foreign'],
  },
  autoprolong: {
    about: 'the vendor renews by itself what a person told it to',
    faults: ['license_paid_elsewhere'],
    problems: [],
  },
  prices: {
    about: 'prices, limits, presets and periods that change',
    faults: [
      'price_above_max',
      'preset_unknown',
      'period_unsold',
      // an order in doubt that may not be sent again by the conf as it is now
      'charge_unsettled',
    ],
    problems: [],
  },
  money: {
    about: 'money that runs out and comes back',
    faults: [],
    problems: [],
  },
  released: {
    about: 'released licenses that are in use, or cannot be renewed',
    faults: [],
    problems: [],
  },
  refunds: { about: 'refunds on both sides', faults: [], problems: [] },
  nonpayment: {
    about: 'suspensions for non-payment that the vendor lifts',
    faults: [],
    problems: [],
  },
  handover: {
    about: 'services that change hands',
    // with a state file that was lost nothing tells any more whose it was
    faults: ['license_foreign'],
    problems: ['cpbillmgr_license_foreign'],
  },
  late: {
    about: 'requests that are carried out minutes late',
    faults: [
      'upstream_answer_lost',
      'charge_unsettled',
      'license_ambiguous',
      'license_paid_elsewhere',
    ],
    problems: [],
  },
} as const satisfies Readonly<Record<string, KindRow>>;

export type Kind = keyof typeof TABLE;

export const KINDS = Object.keys(TABLE) as readonly Kind[];

export const aboutKind = (kind: Kind): string => TABLE[kind].about;

/** Most worlds are plain; the others have one to three kinds, so that a failure can be understood. */
export function kindsOf(seed: number): readonly Kind[] {
  const random = new Random('kinds', seed);
  if (!random.chance(0.45)) return [];
  const left = [...KINDS];
  return Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () =>
    left.splice(random.whole(0, left.length - 1), 1),
  ).flat();
}

/** The kinds of one world: what they allow, and how often each took effect. */
export class Kinds {
  readonly counts = new Map<Kind, number>();
  readonly #kinds: ReadonlySet<Kind>;

  constructor(kinds: readonly Kind[]) {
    this.#kinds = new Set(kinds);
  }

  has(kind: Kind): boolean {
    return this.#kinds.has(kind);
  }

  count(kind: Kind): void {
    if (this.has(kind)) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  mayNeedPerson(fault: string): boolean {
    return this.#rows.some(({ faults }) => faults.some(each => each === fault));
  }

  mayBeTold(problem: string): boolean {
    return this.#rows.some(({ problems }) => problems.includes(problem));
  }

  get #rows(): readonly KindRow[] {
    return [...this.#kinds].map(kind => TABLE[kind]);
  }
}
