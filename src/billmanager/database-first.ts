import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import type { Facts, ServiceRow } from './billmanager.ts';
import { DatabaseUnreadable } from './database/session.ts';

/** After this long a running process tries the database again. */
const AGAIN_MS = 60_000;

interface DatabaseFirstOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** The conf's setting; database: the call fails if the database cannot be read. */
  way(): Promise<'auto' | 'database' | 'forms'>;
}

/**
 * Facts from the database, and from the forms where it cannot be read, which is logged once. A
 * missing object is believed only if both say so. Throws, besides what forms throw, Fault
 * billing_unreachable where the database is the only way and cannot be read.
 */
export function databaseFirst(
  database: Facts,
  forms: Facts,
  { clock, log, way }: DatabaseFirstOptions,
): Facts {
  let failedAt: number | null = null;

  const isTried = async (): Promise<boolean> =>
    (await way()) !== 'forms' &&
    (failedAt === null || Math.abs(clock.now().getTime() - failedAt) >= AGAIN_MS);

  /** Notes that the database cannot be read; throws where forms are no way out. */
  async function note(error: unknown): Promise<void> {
    if (!(error instanceof DatabaseUnreadable)) throw error;
    if ((await way()) === 'database')
      throw new Fault('billing_unreachable', { object: 'database', value: error.message });
    failedAt = clock.now().getTime();
    log.warning(
      `BILLmanager's database cannot be read (${error.message}); its forms are asked instead`,
    );
  }

  async function ask<T>(question: (facts: Facts) => Promise<T>): Promise<T> {
    if (await isTried()) {
      try {
        const answer = await question(database);
        failedAt = null;
        return answer;
      } catch (error) {
        await note(error);
      }
    }
    return question(forms);
  }

  /** For questions that null answers with "no such object". */
  async function askBoth<T>(question: (facts: Facts) => Promise<T | null>): Promise<T | null> {
    const answer = await ask(question);
    const isWhole = answer !== null || failedAt !== null || (await way()) !== 'auto';
    return isWhole ? answer : question(forms);
  }

  async function* services(itemtype: string, module?: string): AsyncIterable<ServiceRow> {
    const told = new Set<string>();
    if (await isTried()) {
      try {
        for await (const row of database.services(itemtype, module)) {
          told.add(row.id);
          yield row;
        }
        failedAt = null;
        return;
      } catch (error) {
        await note(error);
      }
    }
    for await (const row of forms.services(itemtype, module)) if (!told.has(row.id)) yield row;
  }

  return {
    service: (item, hint) => askBoth(facts => facts.service(item, hint)),
    resources: service => ask(facts => facts.resources(service)),
    tariff: pricelist => ask(facts => facts.tariff(pricelist)),
    module: module => ask(facts => facts.module(module)),
    modules: () => ask(facts => facts.modules()),
    suitableModules: (pricelist, program) =>
      ask(facts => facts.suitableModules(pricelist, program)),
    runningOperation: id => askBoth(facts => facts.runningOperation(id)),
    openTasks: ids => ask(facts => facts.openTasks(ids)),
    runningCommands: item => ask(facts => facts.runningCommands(item)),
    services,
    accountUser: account => ask(facts => facts.accountUser(account)),
    accountUsers: () => ask(facts => facts.accountUsers()),
    measures: id => ask(facts => facts.measures(id)),
  };
}
