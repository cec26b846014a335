import { addDays, daysBetween } from '../../src/base/dates.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import type { Report } from '../../src/reconcile/report.ts';
import type { SimOperation } from '../support/billmanager-world.ts';
import type { Driver } from './actors.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const MOST_ROUNDS = 12;
const MOST_JUMPS = 40;
const AFTERMATH = 1000;
const CRON_RUNS = 14;

/**
 * The end of a history: networks work, people keep their hands off, the administrator lets every
 * operation that stands run again, and cron runs checkevent until nothing is left to do. Then the
 * clock goes on, so that what falls due later is renewed.
 */
export async function bringToEnd(world: World, driver: Driver): Promise<void> {
  world.calm = true;
  for (const vendor of world.vendors) {
    vendor.filter = null;
    vendor.balance = 100_000;
    vendor.setPrices(1);
  }
  world.editConf('none');
  await whileProcessesRun(world);
  await whileCronAloneRuns(world, driver);
  await untilQuiet(world, driver);
  await renewWhatFallsDue(world);
}

async function whileProcessesRun(world: World): Promise<void> {
  // BILLmanager's own pauses between two attempts are over by then
  for (let turn = 0; turn < 200 && (turn < 2 || world.processes.size > 0); turn++)
    await world.timeline.pause(10 * MINUTE);
  for (const { name } of world.processes) world.audit.violate(`${name} hangs`);
}

/** Money is there again: nobody does anything, and what waited for it is carried out in an hour. */
async function whileCronAloneRuns(world: World, driver: Driver): Promise<void> {
  // what a lost state file had waited for is a person's, whose task stands
  if (!world.kinds.has('money') || world.hasLostState) return;
  const refused = [...world.billmanager.operations.values()].filter(
    ({ item, faults }) =>
      faults.has('upstream_money') && world.audit.truths.get(item)?.spoilt === '',
  );
  // BILLmanager is not told what checkevent meets: the journal is. What is a person's by now waits
  // for no money
  const waiting = async (): Promise<readonly SimOperation[]> => {
    const journal = await openJournal({ file: world.stateFile });
    const open = await journal.operations({ states: ['open'] });
    await journal.dispose();
    const others = open.filter(({ item, outcome }) => {
      const fault = String(outcome?.['fault']);
      return fault !== 'upstream_money' && world.billmanager.needsPerson(item, [fault]);
    });
    return refused.filter(
      each =>
        world.billmanager.operations.get(each.id) === each &&
        others.every(({ runningOperation }) => runningOperation !== each.id),
    );
  };
  for (let run = 0; run < CRON_RUNS && (await waiting()).length > 0; run++) {
    await world.checkevent(AFTERMATH + 200 + run);
    driver.goOn();
    await world.timeline.pause(5 * MINUTE);
  }
  for (const { id, command, item } of await waiting())
    world.audit.violate(`operation ${id} (${command} of ${item}) still waits for money`);
}

async function untilQuiet(world: World, driver: Driver): Promise<void> {
  let quiet = 0;
  for (let round = 0; round < MOST_ROUNDS && quiet < 2; round++) {
    for (const operation of [...world.billmanager.operations.values()]) {
      if (world.billmanager.operations.get(operation.id) !== operation) continue;
      operation.manual = false;
      await driver.attempt(operation);
    }
    const report = await world.checkevent(AFTERMATH + round);
    driver.goOn();
    await whileProcessesRun(world);
    await world.timeline.pause(20 * MINUTE);
    const isQuiet =
      isNothing(report) && world.billmanager.operations.size === 0 && (await isJournalQuiet(world));
    quiet = isQuiet ? quiet + 1 : 0;
    // what waits for a person stays; two more rounds change nothing
    if (round > 4 && isNothing(report)) quiet += 1;
  }
}

const isNothing = (report: Report | null): boolean =>
  report !== null && report.finished + report.updated + report.renewed + report.gone === 0;

async function isJournalQuiet(world: World): Promise<boolean> {
  const journal = await openJournal({ file: world.stateFile });
  const open = await journal.operations({ states: ['open', 'waiting'] });
  await journal.dispose();
  return open.length === 0;
}

/**
 * A service whose license ends before the client's time is renewed when that falls due, not before.
 */
async function renewWhatFallsDue(world: World): Promise<void> {
  for (let jump = 0; jump < MOST_JUMPS; jump++) {
    const today = world.vendor.today();
    const next = [...world.audit.truths.values()]
      .flatMap(truth => {
        const service = world.billmanager.services.get(truth.item);
        const license = world.audit.licensesOf(truth).find(each => each.status === 'active');
        const end = license?.expiredate;
        const isShort =
          service?.status === 'active' &&
          truth.paid !== null &&
          end &&
          daysBetween(end, truth.paid) > 1;
        return isShort && end > today ? [end] : [];
      })
      .sort()[0];
    if (next === undefined) return;
    const days = daysBetween(today, addDays(next, -1));
    await world.timeline.pause(Math.max(0, days) * 24 * 60 * MINUTE);
    const report = await world.checkevent(AFTERMATH + 100 + jump);
    await whileProcessesRun(world);
    if (report === null || report.renewed === 0) return;
  }
}
