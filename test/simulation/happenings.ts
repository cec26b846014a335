import { addMonths } from '../../src/base/dates.ts';
import { Fault } from '../../src/base/fault.ts';
import { TARIFFS } from '../support/billmanager-rows.ts';
import type { SimService } from '../support/billmanager-world.ts';
import type { Sold } from '../support/sold.ts';
import type { VendorWorld } from '../support/vendor-world.ts';
import type { Driver } from './actors.ts';
import type { ServiceTruth } from './audit.ts';
import { HAPPENINGS_OF_KINDS } from './kind-happenings.ts';
import type { EventKind, SimEvent, UsualEvent } from './plan.ts';
import type { World } from './world.ts';

/** A finished operation is called again, if at all, within this time. */
const REPEAT_MS = 12 * 3_600_000;

export interface Scene {
  readonly world: World;
  readonly driver: Driver;
  readonly event: SimEvent;
  /** The service that the event is about, and what its client has paid for. */
  readonly service: SimService;
  readonly truth: ServiceTruth;
  /** Its license upstream, if there is one. */
  readonly license: Sold | undefined;
  /** The vendor that sells it. */
  readonly vendor: VendorWorld;
}

/** Lets one event of the plan come to pass. What makes no sense at this moment does nothing. */
export function happen(world: World, driver: Driver, event: SimEvent): void {
  world.note(`--- event ${event.index}: ${event.kind}`);
  if (event.kind === 'order') {
    driver.order(event);
    return;
  }
  const item = driver.items.get(event.about);
  const service = world.billmanager.services.get(item ?? '');
  const truth = world.audit.truths.get(item ?? '');
  if (service === undefined || truth === undefined) return;
  const license = world.licenseOf(truth);
  const vendor = world.vendorOf(service);
  try {
    ALL[event.kind]({ world, driver, event, service, truth, license, vendor });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    world.note(`it is refused: ${error.message}`);
  }
}

export type Happening = (scene: Scene) => void;

const USUAL: Readonly<Record<Exclude<UsualEvent, 'order'>, Happening>> = {
  prolong: ({ world, driver, event, service, truth }) => {
    if (!truth.wanted || service.expiredate === null || truth.paid === null) return;
    if (service.status !== 'active' && service.status !== 'suspended') return;
    truth.paid = addMonths(truth.paid, service.period);
    if (world.plan.settings.moves === 'before') world.billmanager.moveEnd(service);
    driver.ask(service.id, 'prolong', event.index);
  },
  suspend: ({ driver, event, service, truth }) => {
    if (truth.wanted && service.status === 'active') driver.ask(service.id, 'suspend', event.index);
  },
  resume: ({ driver, event, service, truth }) => {
    if (!truth.wanted || service.status !== 'suspended') return;
    truth.resuming += 1;
    driver.ask(service.id, 'resume', event.index);
  },
  setparam: ({ driver, event, service, truth }) => {
    if (!truth.wanted || service.status !== 'active') return;
    if (event.choice % 2 === 0) service.ip = `10.1.${event.choice % 250}.${event.index + 1}`;
    else service.licname = `renamed ${event.index}`;
    driver.ask(service.id, 'setparam', event.index);
  },
  addons: ({ driver, event, service, truth }) => {
    const resource = TARIFFS[service.tariff]?.resource;
    if (!truth.wanted || service.status !== 'active' || resource === undefined) return;
    service.addons.set(resource, String(event.choice % 4));
    driver.ask(service.id, 'setparam', event.index);
  },
  close: ({ driver, event, service, truth }) => {
    if (!truth.wanted) return;
    truth.wanted = false;
    truth.closing = true;
    driver.ask(service.id, 'close', event.index);
  },
  reopen: ({ driver, event, service, truth }) => {
    if (truth.closing || (!truth.wanted && service.status !== 'ordered')) return;
    truth.wanted = true;
    truth.unwantedAt = Number.POSITIVE_INFINITY;
    driver.ask(service.id, 'reopen', event.index);
  },
  gen_key: ({ world, event, service }) => {
    const call = { command: 'gen_key', item: service.id, runningOperation: null };
    if (service.status === 'active') void world.call(event.index, 1, call);
  },
  checkevent: ({ world, event }) => void world.checkevent(event.index),
  days: ({ world, driver, event }) => {
    for (const { id, status, expiredate } of world.billmanager.services.values()) {
      const hasRunOut =
        status === 'active' && expiredate !== null && expiredate < world.billmanager.today();
      if (hasRunOut && world.audit.truths.get(id)?.wanted) driver.ask(id, 'suspend', event.index);
    }
    if (event.choice % 4 > 0) void world.checkevent(event.index);
  },
  extendByHand: ({ world, vendor, license, service }) => {
    if (!license) return;
    vendor.prolong(license.id, license.period, null);
    world.billmanager.paidElsewhere.add(service.id);
  },
  suspendByHand: ({ vendor, license }) => {
    if (license?.status === 'active') vendor.setStatus(license.id, 'suspended');
  },
  resumeByHand: ({ vendor, license }) => {
    if (license?.status === 'suspended') vendor.setStatus(license.id, 'active');
  },
  deleteByHand: ({ world, vendor, license, service, truth }) => {
    if (!license) return;
    world.billmanager.deletedUnseen.add(service.id);
    vendor.setStatus(license.id, 'deleted');
    truth.spoilt = 'a person deleted its license';
  },
  renameByHand: ({ world, vendor, license, truth, event, service }) => {
    if (!license) return;
    const isMove = event.choice % 2 === 0;
    const change = isMove ? { ip: `10.9.9.${event.index + 1}` } : { licname: 'by a person' };
    if (isMove && !truth.activated) world.billmanager.movedUnseen.add(service.id);
    vendor.change(license.id, change, true);
    truth.touched = true;
  },
  buyByHand: ({ world, service, event }) => {
    const ip = event.choice % 2 === 0 ? service.ip : `10.7.7.${event.index + 1}`;
    const wish = {
      pricelist: '3541',
      period: '1',
      ip,
      licname: 'by hand',
      remoteid: '',
      addons: new Map(),
    };
    world.vendor.order(wish, null);
  },
  filter: ({ world, service, truth, event }) => {
    const filters: readonly ((license: Sold) => boolean)[] = [
      license => license.ip === service.ip,
      license => license.status === 'suspended',
      license => Number(license.id) % 2 === 0,
      license => world.audit.holderOf(license) === truth,
      license => world.audit.holderOf(license) !== truth,
      () => false,
    ];
    world.vendor.filter = filters[event.choice % filters.length] ?? null;
  },
  withdraw: ({ world, driver, service }) => {
    const standing = [...world.billmanager.operations.values()].find(
      each => each.item === service.id && each.command !== 'close',
    );
    if (standing) driver.withdraw(standing);
  },
  repeat: ({ world, driver, event, service }) => {
    const last = driver.ended.findLast(each => each.operation.item === service.id)?.operation;
    const at = driver.ended.findLast(each => each.operation.item === service.id)?.at ?? 0;
    if (!last || world.timeline.now - at > REPEAT_MS || world.billmanager.operations.has(last.id))
      return;
    void world.call(event.index, 1, {
      command: last.command,
      item: service.id,
      runningOperation: last.id,
    });
  },
  idsRestart: ({ world }) => {
    const standing = [...world.billmanager.operations.keys()].map(Number);
    world.billmanager.lastOperation = Math.max(500, ...standing);
  },
  // with both put back nothing is left by which a number that comes again could be told
  stateDeleted: ({ world }) => {
    if (!world.kinds.has('billingBack')) world.loseState();
  },
  poor: ({ world, event }) => {
    world.vendor.balance = event.choice % 20;
  },
  import: ({ world, event }) => void world.import(event.index),
};

const ALL: Readonly<Record<Exclude<EventKind, 'order'>, Happening>> = {
  ...USUAL,
  ...HAPPENINGS_OF_KINDS,
};
