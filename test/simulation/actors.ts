import { addMonths } from '../../src/base/dates.ts';
import { TARIFFS } from '../support/billmanager-rows.ts';
import type { SimOperation, SimService } from '../support/billmanager-world.ts';
import { Random } from '../support/random.ts';
import type { ServiceTruth } from './audit.ts';
import type { SimEvent } from './plan.ts';
import { OTHER_VENDORS_MODULE, type World } from './world.ts';

const MINUTE = 60_000;

/**
 * BILLmanager's own part: it makes operations of what clients wish and starts the module until they
 * are ended.
 */
export class Driver {
  readonly #world: World;
  /** The item that each order made, by the order's event. */
  readonly items = new Map<number, string>();
  /** Operations that have come to their end, and when. */
  readonly ended: { readonly operation: SimOperation; readonly at: number }[] = [];
  readonly #withdrawn = new Set<SimOperation>();
  readonly #waiting: { item: string; command: string; event: number }[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** `again`: under a number that a service had before. */
  order(event: SimEvent, again: Pick<SimService, 'id' | 'account' | 'createdate'> | null = null) {
    const { billmanager, audit, plan, timeline, kinds } = this.#world;
    const random = new Random('order', plan.seed, event.index);
    const ofKinds = new Random('order in a world of kinds', plan.seed, event.index);
    const usual = random.pick(['10', '10', '11', '12', '13']);
    const tariff = kinds.has('released') && ofKinds.chance(0.7) ? '11' : usual;
    const periods: Readonly<Record<string, [number, ...number[]]>> = {
      '12': [1, 1, 3],
      '13': [12, 3, 1],
    };
    const resource = TARIFFS[tariff]?.resource;
    const own = `10.0.0.${event.index + 1}`;
    const [other] = [...billmanager.services.values()];
    const isSame = kinds.has('merged') && ofKinds.chance(0.5) && other;
    const period = random.pick(periods[tariff] ?? [1, 1, 1, 3, 12, 0]);
    const isCopied = kinds.has('billingBack');
    const service = billmanager.addService({
      ...(isCopied ? { account: `${200 + event.index}`, createdate: billmanager.today() } : {}),
      ...again,
      ...(kinds.has('numbersAgain') && again === null ? { createdate: billmanager.today() } : {}),
      ...this.#moduleFor(ofKinds),
      tariff: isSame ? other.tariff : tariff,
      period,
      ip: isSame ? other.ip : own,
      licname: random.pick(['', `name ${event.index}`]),
      addons: new Map(resource === undefined ? [] : [[resource, String(random.whole(0, 2))]]),
    });
    const former = audit.truths.get(service.id) ?? null;
    this.items.set(event.index, service.id);
    audit.truths.set(service.id, truthOf(service, timeline.now, former));
    this.ask(service.id, 'open', event.index);
  }

  #moduleFor(random: Random): { readonly processingmodule?: string } {
    const ids = this.#world.furtherModules.map(({ id }) => id);
    const [first, ...others] = ids;
    if (first === undefined || random.chance(0.5)) return {};
    const processingmodule = random.pick([first, ...others]);
    this.#world.kinds.count(processingmodule === OTHER_VENDORS_MODULE ? 'vendors' : 'modules');
    return { processingmodule };
  }

  /** A service is not there any more, and nobody waits for what was wanted of it. */
  forget(item: string): void {
    const { billmanager } = this.#world;
    for (const operation of billmanager.operations.values())
      if (operation.item === item) this.#withdrawn.add(operation);
    billmanager.forget(item);
    const left = this.#waiting.filter(each => each.item !== item);
    this.#waiting.splice(0, this.#waiting.length, ...left);
    for (const each of [...this.ended])
      if (each.operation.item === item) this.ended.splice(this.ended.indexOf(each), 1);
  }

  /** A service is known by another number from now on. */
  renumber(item: string, next: string): void {
    for (const [event, each] of this.items) if (each === item) this.items.set(event, next);
  }

  /**
   * A wish of the client. Operations of one kind on one service follow each other; those of other
   * kinds as the world has it.
   */
  ask(item: string, command: string, event: number): void {
    this.#waiting.push({ item, command, event });
    this.#startNext();
  }

  /** BILLmanager takes an operation away: nobody waits for it any more. */
  withdraw(operation: SimOperation): void {
    const { billmanager, audit, timeline, plan } = this.#world;
    billmanager.operations.delete(operation.id);
    const truth = audit.truths.get(operation.item);
    const service = billmanager.services.get(operation.item);
    if (truth === undefined || service === undefined) return;
    if (operation.command === 'prolong' && truth.paid !== null) {
      truth.withdrawn = { paid: truth.paid, at: timeline.now };
      truth.paid = addMonths(truth.paid, -truth.period);
      if (plan.settings.moves === 'before' && service.expiredate !== null)
        service.expiredate = addMonths(service.expiredate, -truth.period);
    }
    const wishes = [...this.#waiting, ...billmanager.operations.values()];
    const reopens = wishes.some(each => each.item === operation.item && each.command === 'reopen');
    const opened =
      operation.command === 'open' ||
      (operation.command === 'reopen' && service.status === 'ordered');
    if (opened && !reopens) {
      truth.wanted = false;
      truth.unwantedAt = timeline.now;
    }
    // the service keeps the wish, the license does not get it
    if (operation.command === 'setparam') truth.touched = true;
    this.#withdrawn.add(operation);
    this.#startNext();
  }

  /** Starts the module for a standing operation once; true when BILLmanager has its end. */
  async attempt(operation: SimOperation, twice = false): Promise<boolean> {
    const { billmanager } = this.#world;
    const { id: runningOperation, item, command, event } = operation;
    operation.trycount += 1;
    operation.faults.clear();
    const call = { command, item, runningOperation };
    const calls = [this.#world.call(event, operation.trycount, call)];
    if (twice) calls.push(this.#world.call(event, operation.trycount + 50, call));
    await Promise.all(calls);
    const ended = billmanager.operations.get(runningOperation) !== operation;
    if (ended) this.#ended(operation);
    return ended;
  }

  /** What has ended without any start of BILLmanager's makes room for what waits behind it. */
  goOn(): void {
    this.#startNext();
  }

  #startNext(): void {
    const { billmanager, plan } = this.#world;
    for (const wish of [...this.#waiting]) {
      const standing = [...billmanager.operations.values()].filter(each => each.item === wish.item);
      const isBusy = standing.some(each => each.command === wish.command || !plan.settings.overlap);
      const isFirst = this.#waiting.find(each => each.item === wish.item) === wish;
      if (isBusy || !isFirst) continue;
      this.#waiting.splice(this.#waiting.indexOf(wish), 1);
      const operation = billmanager.addOperation(wish.item, wish.command, wish.event);
      void this.#keepTrying(operation);
    }
  }

  async #keepTrying(operation: SimOperation): Promise<void> {
    const { billmanager, timeline, plan } = this.#world;
    const random = new Random('retries', plan.seed, operation.event);
    for (;;) {
      const twice = !this.#world.calm && random.chance(0.08);
      if (await this.attempt(operation, twice)) return;
      await timeline.pause(random.whole(100, 8 * MINUTE));
      if (billmanager.operations.get(operation.id) !== operation) return this.#ended(operation);
      // a person looks into it later
      if (operation.manual || this.#world.calm) return;
    }
  }

  #ended(operation: SimOperation): void {
    const { command, item } = operation;
    if (!this.#withdrawn.has(operation))
      this.ended.push({ operation, at: this.#world.timeline.now });
    const truth = this.#world.audit.truths.get(item);
    if (truth && command === 'resume') truth.resuming = Math.max(0, truth.resuming - 1);
    this.#startNext();
  }
}

export function truthOf(
  service: SimService,
  bornAt: number,
  former: ServiceTruth | null,
): ServiceTruth {
  return {
    item: service.id,
    paid: service.expiredate,
    withdrawn: null,
    period: service.period,
    activated: false,
    wanted: true,
    closing: false,
    unwantedAt: Number.POSITIVE_INFINITY,
    resuming: 0,
    spoilt: '',
    touched: false,
    changedHands: false,
    putBack: false,
    forgottenDays: 0,
    bornAt,
    goneAt: Number.POSITIVE_INFINITY,
    former,
  };
}
