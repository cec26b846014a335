import { daysBetween, type IsoDate } from '../../src/base/dates.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { SLACK_DAYS } from '../../src/operations/licenses/renewal/paid-period.ts';
import type { SimService } from '../support/billmanager-world.ts';
import { serviceIn } from '../support/remoteid.ts';
import type { Sold } from '../support/sold.ts';
import type { ServiceTruth } from './audit.ts';
import type { World } from './world.ts';

/** Holds the end of a history against what must be so, whatever happened on the way. */
export async function checkEnd(world: World): Promise<void> {
  for (const complaint of world.billmanager.complaints) world.audit.violate(complaint);
  checkOperations(world);
  await checkJournal(world);
  for (const truth of world.audit.truths.values()) {
    const service = world.billmanager.services.get(truth.item);
    if (service) checkService(world, truth, service);
  }
  for (const license of world.licenses) checkOwner(world, license);
  world.neighbour.check();
}

/** Every operation of BILLmanager is ended, or waits for a person and says why. */
function checkOperations(world: World): void {
  for (const { id, command, item, faults, hasTask } of world.billmanager.operations.values()) {
    if (!world.billmanager.needsPerson(item, faults))
      world.audit.violate(
        `operation ${id} (${command} of ${item}) still stands: ${[...faults].join() || 'no fault told'}`,
      );
    else if (!hasTask)
      world.audit.violate(`operation ${id} (${command} of ${item}) waits, but nobody is told`);
  }
}

const isForgotten = ({ kinds, billmanager }: World, item: string): boolean =>
  (kinds.has('handover') || kinds.has('billingBack')) && !billmanager.services.has(item);

const isUnrenewable = ({ licenses, audit }: World, item: string): boolean =>
  licenses.some(each => each.unrenewable && audit.holderOf(each)?.item === item);

async function checkJournal(world: World): Promise<void> {
  const journal = await openJournal({ file: world.stateFile });
  for (const { id, command, item, state, outcome } of await journal.operations({
    states: ['open', 'waiting'],
  })) {
    if (world.billmanager.needsPerson(item, [String(outcome?.['fault'])])) continue;
    // what is in doubt of a service that BILLmanager has no more is told by each run
    if (isForgotten(world, item)) continue;
    // one that had time left when it was reused, and that the vendor does not renew then
    if (command === 'renew' && isUnrenewable(world, item)) continue;
    const steps = (await journal.steps(id)).map(
      each => `${each.name} ${each.result ? 'done' : 'in doubt'}`,
    );
    world.audit.violate(
      `the journal's ${command} of ${item} is still ${state} (${steps.join()}): ${JSON.stringify(outcome)}`,
    );
  }
  await journal.dispose();
}

/** What may be wrong with a service whatever it is. */
function usualLimit({ changedHands, putBack }: ServiceTruth): string {
  if (changedHands) return 'a service that changed hands, until its next operation';
  return putBack ? 'a service of a database put back, until its license changes' : '';
}

/** `limit`: the limit of the product (docs/reliability.md) that explains it; '': none does. */
type Say = (text: string, limit?: string) => void;

/**
 * An opening that was handed over and that a lost state file forgot is known by our remoteid under
 * the id that the service names.
 */
const forgottenLimit = (
  { kinds, hasLostState }: World,
  { status }: SimService,
): string | undefined =>
  status === 'processing' && hasLostState && (kinds.has('remoteids') || kinds.has('renumbered'))
    ? 'an opening handed over, forgotten, and without our remoteid'
    : undefined;

/** Of two orders that the vendor made one, either may have the license; the other one is told of. */
const mergedLimit = ({ billmanager, licenses }: World, { id, params }: SimService) => {
  const orders = licenses.find(each => each.id === params.get('license_id'))?.orders ?? [];
  const items = orders.map(serviceIn);
  const isTold = [...billmanager.operations.values()].some(
    ({ item, faults }) => item !== id && items.includes(item) && faults.has('charge_unsettled'),
  );
  return items.includes(id) && isTold ? "its order was answered with another one's id" : undefined;
};

function checkService(world: World, truth: ServiceTruth, service: SimService): void {
  const { audit, billmanager } = world;
  const present = audit.licensesOf(truth);
  const named = present.find(each => each.id === service.params.get('license_id'));
  const license = named ?? present[0];
  const told = reasonsTold(world, service, license);
  const usual = usualLimit(truth);
  const say = (text: string, limit = usual): void => {
    const reasons = limit === '' ? told : [`(limit) ${limit}`];
    if (reasons.length === 0) audit.violate(`service ${service.id}: ${text}`);
    for (const reason of reasons)
      billmanager.needed.set(reason, (billmanager.needed.get(reason) ?? 0) + 1);
  };
  if (present.length > 1 && audit.doubled === 0) say(`it has ${present.length} licenses`);
  const stands = [...billmanager.operations.values()].some(each => each.item === service.id);
  if (service.status === 'deleted') {
    const isLeft = audit.doubled > 0 || present.some(each => each.isHidden || each.isAltered);
    const limit = isLeft ? 'an order hidden from a closing, or charged twice' : undefined;
    if (license) say(`it is closed, and its license ${license.id} lives on`, limit);
    return;
  }
  if (!truth.wanted || stands || truth.spoilt !== '') return;
  if (!license) say('it has no license', mergedLimit(world, service));
  else if (service.status !== 'active' && service.status !== 'suspended')
    say(
      `it is still ${service.status}, with license ${license.id}`,
      forgottenLimit(world, service),
    );
  else checkTold(world, truth, service, license, say);
}

/** Problems that stand of it, by which a person was told of what such a world cannot mend. */
function reasonsTold(world: World, { id }: SimService, license: Sold | undefined): string[] {
  return [...world.billmanager.problems].flatMap(each => {
    const [name = '', about] = each.split(' ');
    const isAbout = about === id || (license !== undefined && about === license.id);
    return isAbout && world.kinds.mayBeTold(name) ? [name] : [];
  });
}

/** BILLmanager's view agrees with the upstream's. */
function checkTold(
  world: World,
  truth: ServiceTruth,
  service: SimService,
  license: Sold,
  say: Say,
): void {
  checkStatus(world, service, license, say);
  const told = (name: string): string => service.params.get(name) ?? '';
  if (told('license_id') !== license.id)
    say(`license_id is ${told('license_id')}, not ${license.id}`);
  if (told('lickey') !== license.lickey)
    say(
      `lickey is ${told('lickey')}, not ${license.lickey}`,
      world.kinds.has('lag') && license.isHidden ? 'a key from a form that lagged' : undefined,
    );
  if (told('license_expiredate') !== (license.expiredate ?? ''))
    say(`license_expiredate is ${told('license_expiredate')}, not ${license.expiredate}`);
  if (!truth.touched && license.ip !== service.ip)
    say(`address ${service.ip}, its license has ${license.ip}`);
  checkCoverage(world, truth, service, license, say);
}

/**
 * BILLmanager's own suspension stands against a license that is active, but not without its being
 * told.
 */
function checkStatus(
  { billmanager, hasLostState }: World,
  { id, status, suspendedBy, wasToSuspend }: SimService,
  license: Sold,
  say: Say,
): void {
  const isTold = billmanager.problems.has(`cpbillmgr_suspended_here ${id}`);
  if (license.status === status) {
    if (isTold) say('a difference stands as told that is none any more');
    return;
  }
  // where nothing is known any more of why it was suspended, nothing is lifted either
  const mayStand = suspendedBy === 'billing' || wasToSuspend || hasLostState;
  if (status === 'suspended' && license.status === 'active' && mayStand && isTold) return;
  say(`it is ${status}, its license ${license.id} is ${license.status}`);
}

/** A renewal that was taken back at a month's end may leave some days between the two. */
function differ(a: IsoDate | null, b: IsoDate | null): boolean {
  return a === null || b === null ? a !== b : Math.abs(daysBetween(a, b)) > SLACK_DAYS;
}

/** What the client has paid for is there. What is missing yet must not have fallen due. */
function checkCoverage(
  world: World,
  truth: ServiceTruth,
  service: SimService,
  license: Sold,
  say: Say,
): void {
  if (differ(service.expiredate, truth.paid))
    say(`dated ${service.expiredate}, paid until ${truth.paid}`);
  if (truth.paid === null || license.expiredate === null || service.status !== 'active') return;
  const missing = daysBetween(license.expiredate, truth.paid);
  const left = daysBetween(world.vendor.today(), license.expiredate);
  if (missing > SLACK_DAYS && left <= 1)
    say(
      `paid until ${truth.paid}, its license ${license.id} ends ${license.expiredate}, today ${world.vendor.today()}`,
    );
}

/**
 * Nothing is paid for nobody: what we have bought serves a service, waits for reuse, or was left
 * behind by an order that was called off.
 */
function checkOwner(world: World, license: Sold): void {
  if (license.byHand || license.status === 'deleted') return;
  const holder = world.audit.holderOf(license);
  const isLeft = holder !== undefined && holder !== null && holder.goneAt < world.timeline.now;
  if (holder === null || isLeft || world.billmanager.services.has(holder?.item ?? '')) return;
  world.audit.violate(`license ${license.id} serves nobody: remoteid "${license.remoteid}"`);
}
