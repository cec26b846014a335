import { daysBetween } from '../../src/base/dates.ts';
import type { SimService } from '../support/billmanager-world.ts';
import type { Driver } from './actors.ts';
import type { ServiceTruth } from './audit.ts';
import type { World } from './world.ts';

/** What clients had asked and paid when the copy was made. */
type Past = Pick<ServiceTruth, 'paid' | 'wanted' | 'closing' | 'unwantedAt' | 'activated'>;

/** A copy of BILLmanager's database. */
export interface BillingBackup {
  readonly services: readonly SimService[];
  readonly truths: ReadonlyMap<string, Past>;
  readonly problems: readonly string[];
  readonly lastService: number;
  readonly lastOperation: number;
}

/** Nothing is under way: an administrator copies a database, and puts it back, at such a moment. */
export const isQuiet = ({ processes, billmanager }: World): boolean =>
  processes.size === 0 && billmanager.operations.size === 0;

export function keepBilling({ billmanager, audit }: World): BillingBackup {
  const pastOf = ({ paid, wanted, closing, unwantedAt, activated }: ServiceTruth): Past => ({
    paid,
    wanted,
    closing,
    unwantedAt,
    activated,
  });
  return {
    services: [...billmanager.services.values()].map(each => structuredClone(each)),
    truths: new Map([...audit.truths].map(([item, truth]) => [item, pastOf(truth)])),
    problems: [...billmanager.problems],
    lastService: billmanager.lastService,
    lastOperation: billmanager.lastOperation,
  };
}

/**
 * The database is what it was: services that were ordered since are gone, and their numbers come
 * again; what others were told since is forgotten, and so is what their clients have paid since.
 */
export function putBillingBack(world: World, driver: Driver, backup: BillingBackup): void {
  const { billmanager, audit, timeline } = world;
  for (const id of [...billmanager.services.keys()]) driver.forget(id);
  for (const service of backup.services)
    billmanager.services.set(service.id, structuredClone(service));
  for (const [item, truth] of audit.truths) {
    const past = backup.truths.get(item);
    if (past !== undefined) {
      if (truth.closing && !past.closing) truth.spoilt = 'its closing was put back';
      const forgottenDays =
        truth.paid === null || past.paid === null ? 0 : daysBetween(past.paid, truth.paid);
      Object.assign(truth, past, { putBack: true, forgottenDays, withdrawn: null });
    } else Object.assign(truth, { wanted: false, unwantedAt: timeline.now, goneAt: timeline.now });
  }
  billmanager.problems.clear();
  for (const problem of backup.problems) billmanager.problems.add(problem);
  billmanager.lastService = backup.lastService;
  billmanager.lastOperation = backup.lastOperation;
}
