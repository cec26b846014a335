import { join } from 'node:path';
import type { ModuleRun, RunningSandbox } from '../../sandbox/sandbox.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { serviceIn } from '../support/remoteid.ts';

/** Many processes at once on one state file, and what may not come of it. */

const MOST_ROUNDS = 10;

/**
 * So many clients order at the same moment, with cron among them; what was too busy is started
 * again, as BILLmanager does.
 */
export async function orderTogether(
  box: RunningSandbox,
  count: number,
  checkevents: number,
): Promise<readonly ModuleRun[]> {
  const orders = Array.from({ length: count }, (_, index) =>
    box.order({ tariff: '3541', ip: `10.0.${index >> 8}.${index & 255}` }),
  );
  const cron = Array.from({ length: checkevents }, () => box.runModule(['checkevent']));
  const runs: readonly ModuleRun[] = await Promise.all([...orders, ...cron]);
  for (let round = 1; round <= MOST_ROUNDS && box.operations().length > 0; round++)
    await retryTogether(box);
  return runs;
}

async function retryTogether(box: RunningSandbox): Promise<void> {
  await Promise.all(box.operations().map(each => box.retry(each.id)));
}

/** The same call of BILLmanager many times at the same moment. */
export function startTogether(
  box: RunningSandbox,
  count: number,
  args: readonly string[],
): Promise<readonly ModuleRun[]> {
  return Promise.all(Array.from({ length: count }, () => box.runModule(args)));
}

/**
 * Every service has exactly one license, paid once, and knows it; nothing stands, nothing is open,
 * no task for anybody.
 */
export async function wrongsOf(box: RunningSandbox): Promise<readonly string[]> {
  const wrongs: string[] = [];
  const licenses = box.upstreamServices();
  const charges = box.charges();
  for (const { id, status, params } of box.services()) {
    const own = licenses.filter(each => serviceIn(each.remoteid) === String(id));
    const paid = charges.filter(each => serviceIn(each.remoteid) === String(id));
    if (own.length !== 1) wrongs.push(`service ${id} has ${own.length} licenses`);
    if (paid.length !== 1) wrongs.push(`service ${id} was charged ${paid.length} times`);
    if (status !== 2) wrongs.push(`service ${id} has status ${status}`);
    if (params['lickey'] !== own[0]?.lickey) wrongs.push(`service ${id} was told another key`);
  }
  wrongs.push(...box.operations().map(each => `operation ${each.id} still stands`));
  wrongs.push(...box.tasks().map(each => `a task for service ${each.item}`));
  return [...wrongs, ...(await openRows(box))];
}

async function openRows(box: RunningSandbox): Promise<readonly string[]> {
  const journal = await openJournal({
    file: join(box.root, 'var/cpbillmgr/state.db'),
    mustExist: true,
  });
  try {
    const open = await journal.operations({ states: ['open', 'waiting'] });
    return open.map(
      ({ command, item, state, outcome }) =>
        `the journal's ${command} of service ${item} is ${state}: ${JSON.stringify(outcome)}`,
    );
  } finally {
    await journal.dispose();
  }
}
