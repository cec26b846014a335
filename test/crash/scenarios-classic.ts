import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import type { Scenario } from './lab.ts';
import { checkevent, importAll, licenseOf } from './scenarios.ts';

/**
 * The operations of the oldest dialect: it has no remoteid, renewal, deletion, tariff change or new
 * key.
 */

const LITE = '5';
const IP = '192.0.2.10';
const OTHER_IP = '192.0.2.20';
/** The price's own id of one month. */
const MONTH = '[preset 5]\nperiod.1 = 3\n';

const classic = (scenario: Omit<Scenario, 'dialect' | 'conf'>): Scenario => ({
  ...scenario,
  dialect: 'classic',
  conf: MONTH,
});
const item = (items: readonly number[]): number => items[0] ?? 0;
const lite = async (box: RunningSandbox) => [
  (await box.order({ tariff: LITE, ip: IP, licname: 'shop' })).item,
];
const suspended = async (box: RunningSandbox) => {
  const items = await lite(box);
  await box.suspend(item(items));
  return items;
};

/** Upstream keeps its licenses; BILLmanager and the state file know nothing of them. */
function forgetAll(box: RunningSandbox): void {
  for (const table of ['itemparam', 'item']) box.billing.store.run(`DELETE FROM ${table}`);
  for (const suffix of ['', '-wal', '-shm'])
    rmSync(join(box.root, `var/cpbillmgr/state.db${suffix}`), { force: true });
}

export const CLASSIC: readonly Scenario[] = [
  classic({
    name: 'open, first of all',
    prepare: async () => [],
    act: box => box.order({ tariff: LITE, ip: IP, licname: 'shop' }),
  }),
  classic({
    name: 'open, handed over',
    variant: true,
    settings: { activation_reads: '2' },
    prepare: async box => [
      (await box.order({ tariff: LITE, ip: OTHER_IP, licname: 'other' })).item,
    ],
    act: box => box.order({ tariff: LITE, ip: IP, licname: 'shop' }),
    cron: 3,
  }),
  classic({
    name: 'reopen, without a license',
    prepare: async box => [box.addService({ tariff: LITE, ip: IP })],
    act: (box, items) => box.reopen(item(items)),
  }),
  classic({
    name: 'prolong, a task',
    prepare: lite,
    act: (box, items) => box.prolong(item(items)),
  }),
  classic({ name: 'suspend', prepare: lite, act: (box, items) => box.suspend(item(items)) }),
  classic({ name: 'resume', prepare: suspended, act: (box, items) => box.resume(item(items)) }),
  classic({
    name: 'setparam, address and name',
    prepare: lite,
    act: (box, items) => box.setparam(item(items), { ip: OTHER_IP, licname: 'moved' }),
  }),
  classic({ name: 'close', prepare: lite, act: (box, items) => box.closeService(item(items)) }),
  classic({
    name: 'import',
    prepare: async box => {
      await lite(box);
      forgetAll(box);
      return [];
    },
    act: importAll,
    again: importAll,
  }),
  classic({
    name: 'checkevent, waiting license',
    settings: { activation_reads: '1' },
    prepare: lite,
    act: checkevent,
  }),
  classic({
    name: 'checkevent, changed rows',
    variant: true,
    prepare: async box => {
      const items = await lite(box);
      await checkevent(box);
      box.person('rename', licenseOf(box, item(items)), 'renamed by hand');
      return items;
    },
    act: checkevent,
  }),
];
