import { daysBetween } from '../../src/base/dates.ts';
import type { SimService } from '../support/billmanager-world.ts';
import type { Sold } from '../support/sold.ts';
import type { Driver } from './actors.ts';
import type { ServiceTruth } from './audit.ts';
import type { World } from './world.ts';

/** What clients had asked and paid when the copy was made. */
type Past = Pick<
  ServiceTruth,
  'paid' | 'wanted' | 'closing' | 'unwantedAt' | 'goneAt' | 'activated'
>;

/** A service of the copy: whose it was, what was known of it, and the licenses it had. */
interface Kept {
  readonly truth: ServiceTruth;
  readonly past: Past;
  readonly licenses: readonly Sold[];
}

/** A copy of BILLmanager's database. */
export interface BillingBackup {
  readonly services: readonly SimService[];
  readonly truths: ReadonlyMap<string, Kept>;
  readonly problems: readonly string[];
  readonly lastService: number;
  readonly lastOperation: number;
}

/** Nothing is under way: an administrator copies a database, and puts it back, at such a moment. */
export const isQuiet = ({ processes, billmanager }: World): boolean =>
  processes.size === 0 && billmanager.operations.size === 0;

export function keepBilling({ billmanager, audit }: World): BillingBackup {
  const kept = (truth: ServiceTruth): Kept => {
    const { paid, wanted, closing, unwantedAt, goneAt, activated } = truth;
    const past = { paid, wanted, closing, unwantedAt, goneAt, activated };
    return { truth, past, licenses: audit.licensesOf(truth) };
  };
  return {
    services: [...billmanager.services.values()].map(each => structuredClone(each)),
    truths: new Map([...audit.truths].map(([item, truth]) => [item, kept(truth)])),
    problems: [...billmanager.problems],
    lastService: billmanager.lastService,
    lastOperation: billmanager.lastOperation,
  };
}

/**
 * The database is what it was: services that were ordered since are gone, and their numbers come
 * again; what others were told since is forgotten, and so is what their clients have paid since. One
 * whose number had come again, or that had changed hands, is there again with what it had.
 */
export function putBillingBack(world: World, driver: Driver, backup: BillingBackup): void {
  const { billmanager, audit, timeline } = world;
  for (const id of [...billmanager.services.keys()]) driver.forget(id);
  for (const service of backup.services)
    billmanager.services.set(service.id, structuredClone(service));
  const heirs = [...audit.truths.values()].filter(
    truth => truth.changedHands && backup.truths.get(truth.item)?.truth !== truth,
  );
  const inherited = new Set(heirs.flatMap(heir => audit.licensesOf(heir)));
  for (const [item, truth] of audit.truths)
    if (backup.truths.get(item)?.truth !== truth)
      Object.assign(truth, { wanted: false, unwantedAt: timeline.now, goneAt: timeline.now });
  for (const [item, { truth, past, licenses }] of backup.truths) {
    if (truth.closing && !past.closing) truth.spoilt = 'its closing was put back';
    const forgottenDays =
      truth.paid === null || past.paid === null ? 0 : daysBetween(past.paid, truth.paid);
    Object.assign(truth, past, { putBack: true, forgottenDays, withdrawn: null });
    audit.truths.set(item, truth);
    for (const each of licenses) if (inherited.has(each)) audit.handOver(each, truth);
  }
  billmanager.problems.clear();
  for (const problem of backup.problems) billmanager.problems.add(problem);
  billmanager.lastService = backup.lastService;
  billmanager.lastOperation = backup.lastOperation;
}
