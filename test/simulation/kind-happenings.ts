import { addMonths } from '../../src/base/dates.ts';
import { isMonths } from '../../src/base/period.ts';
import { costOf } from '../support/vendor-prices.ts';
import { truthOf } from './actors.ts';
import type { ServiceTruth } from './audit.ts';
import { isQuiet, keepBilling, putBillingBack } from './billing-backup.ts';
import { letCloneRun } from './clone.ts';
import type { ConfChange } from './conf.ts';
import type { Happening, Scene } from './happenings.ts';
import type { KindEvent } from './plan.ts';
import type { World } from './world.ts';

const ITS_PRICELISTS = ['3541', '4601'] as const;
const EDITED = ['', 'l117', '999', 'of the client', 'qqqqq-1001-abcd'] as const;
const CONFS: readonly ConfChange[] = ['limits', 'no preset', 'periods', 'none'];
const FACTORS = [0.5, 1, 2, 3] as const;

/** Within this time no number comes again. */
const SOON_MS = 3 * 86_400_000;

/** Is anything under way that has to do with it? */
const isBusy = ({ world, service }: Pick<Scene, 'world' | 'service'>): boolean =>
  world.processes.size > 0 ||
  [...world.billmanager.operations.values()].some(each => each.item === service.id);

/** What happens in worlds of one kind alone. */
export const HAPPENINGS_OF_KINDS: Readonly<Record<KindEvent, Happening>> = {
  neighbour: ({ world, service, event }) => {
    if (event.choice % 3 > 0 && world.neighbour.act(event.choice)) return;
    const ip = event.choice % 2 === 0 ? service.ip : `10.6.6.${event.index + 1}`;
    const pricelist = ITS_PRICELISTS[event.choice % 2] ?? '3541';
    world.neighbour.order(service.id, { ip, pricelist });
    world.kinds.count('neighbour');
  },
  numberAgain: ({ world, driver, event, service, truth }) => {
    if (truth.closing || world.timeline.now - truth.bornAt < SOON_MS) return;
    world.goDown();
    const today = world.billmanager.today();
    const isSameClient = event.choice % 2 === 0 && service.createdate !== today;
    const account = isSameClient ? (service.account ?? '1') : `${100 + event.index}`;
    driver.forget(service.id);
    leave(truth, world.timeline.now);
    driver.order(event, { id: service.id, account, createdate: today });
    world.kinds.count('numbersAgain');
  },
  stateKept: ({ world }) => world.state.keep(),
  // whoever puts it back waits until nothing runs; cron has run since the last operation
  stateBack: ({ world, event }) => {
    if (world.kinds.has('billingBack')) return;
    if (event.choice % 4 === 0) {
      world.loseState();
      world.kinds.count('stateBack');
    } else
      void world.checkevent(event.index).then(report => {
        if (report === null || world.processes.size > 0 || !world.state.isKept) return;
        world.putStateBack(event.choice % 4 === 1);
        world.kinds.count('stateBack');
      });
  },
  billingKept: ({ world }) => {
    if (isQuiet(world)) world.billingBackup = keepBilling(world);
  },
  billingBack: ({ world, driver }) => {
    if (world.billingBackup === null || !isQuiet(world)) return;
    putBillingBack(world, driver, world.billingBackup);
    world.kinds.count('billingBack');
  },
  clone: ({ world, event }) => void letCloneRun(world, event.index),
  editRemoteid: ({ world, vendor, license, event }) => {
    if (!license || !world.remoteidsAreEdited) return;
    vendor.change(license.id, { remoteid: EDITED[event.choice % EDITED.length] ?? '' }, true);
    license.isHidden = true;
    world.kinds.count('remoteids');
  },
  rich: ({ world }) => {
    world.vendor.balance = 10_000;
  },
  useReleased: ({ world, event }) => {
    const license = [...world.vendor.licenses.values()].find(
      each => world.audit.holderOf(each) === null && each.status === 'suspended',
    );
    const isClosing = [...world.billmanager.operations.values()].some(
      ({ command }) => command === 'close',
    );
    // at the very moment in which it is bound nobody could know
    if (!license || isClosing || world.processes.size > 0) return;
    world.kinds.count('released');
    const { id } = license;
    const uses = [
      () => world.vendor.change(id, { licname: 'in use', remoteid: '' }, true),
      () => world.vendor.change(id, { remoteid: 'in use' }, true),
      () => world.vendor.setStatus(id, 'active'),
    ];
    const use = uses[event.choice % 5];
    if (use) {
      use();
      // until then its form may still tell that it is free
      world.audit.strangers.set(license, world.timeline.now + world.vendor.quirks.formLag);
    } else if (event.choice % 5 === 3) license.unrenewable = true;
    else world.vendor.setStatus(id, 'deleted');
  },
  autoprolong: ({ world, license, service }) => {
    if (!license) return;
    license.autoprolong = true;
    world.billmanager.paidElsewhere.add(service.id);
  },
  // cron has run since the last operation, and runs before the next one
  refund: ({ world, driver, event, truth }) => {
    const begun = world.timeline.now;
    void world.checkevent(event.index).then(report => {
      const isLast = driver.ended.every(({ at }) => at < begun);
      if (report === null || !isLast) return;
      refund(world, truth);
      void world.checkevent(event.index);
    });
  },
  liftByVendor: ({ world, service, license }) => {
    if (service.suspendedBy !== 'billing' || license?.status !== 'suspended') return;
    license.status = 'active';
    world.kinds.count('nonpayment');
  },
  handover: scene => {
    const { world, driver, event, service, truth, license } = scene;
    if (isBusy(scene) || !truth.wanted || service.status !== 'active') return;
    const { id, status, params, createdate, expiredate, ...same } = service;
    driver.forget(id);
    const copy = world.billmanager.addService({
      ...same,
      account: `${100 + event.index}`,
      ...(createdate ? { createdate: world.billmanager.today() } : {}),
    });
    Object.assign(copy, { status, expiredate, params: new Map(params) });
    const next = truthOf(copy, world.timeline.now, null);
    const { item, bornAt, former, ...rest } = truth;
    Object.assign(next, rest, { changedHands: true });
    world.audit.truths.set(copy.id, next);
    for (const each of world.audit.licensesOf(truth)) world.audit.handOver(each, next);
    leave(truth, world.timeline.now);
    driver.renumber(id, copy.id);
    if (license) world.kinds.count('handover');
  },
  reprice: ({ world, event }) => {
    world.vendor.setPrices(FACTORS[event.choice % FACTORS.length] ?? 1);
    world.kinds.count('prices');
  },
  editConf: ({ world, event }) => {
    world.editConf(CONFS[event.choice % CONFS.length] ?? 'none');
    world.kinds.count('prices');
  },
  renumber: ({ world, vendor, license }) => {
    if (!license) return;
    vendor.renumber(license.id);
    world.kinds.count('renumbered');
  },
};

/** BILLmanager knows nothing of it any more. */
function leave(truth: Scene['truth'], now: number): void {
  Object.assign(truth, { wanted: false, unwantedAt: now, goneAt: now });
}

/** The last period is given back, by both sides. */
function refund(world: World, truth: ServiceTruth): void {
  const service = world.billmanager.services.get(truth.item);
  const license = world.licenseOf(truth);
  if (!service || !license || isBusy({ world, service }) || truth.goneAt < world.timeline.now)
    return;
  const isPlain = service.status === 'active' && license.period === service.period;
  if (!isPlain || !isMonths(service.period)) return;
  if (truth.paid === null || service.expiredate === null || license.expiredate === null) return;
  const back = [truth.paid, service.expiredate, license.expiredate].map(date =>
    addMonths(date, -service.period),
  );
  const [paid, expiredate, end] = back;
  const today = world.vendor.today();
  if (!paid || !expiredate || !end || back.some(each => each <= today)) return;
  truth.paid = paid;
  service.expiredate = expiredate;
  license.expiredate = end;
  world.vendor.balance += costOf(service.period);
  world.kinds.count('refunds');
}
