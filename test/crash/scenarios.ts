import type { RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import type { Scenario } from './lab.ts';

/**
 * Every operation of the current dialect, with the ways it can go. The classic dialect's:
 * scenarios-classic.ts; panel modules: scenarios-modules.ts.
 */

const LITE = '3541';
const BUSINESS = '4601';
const IP = '192.0.2.10';
const OTHER_IP = '192.0.2.20';
/** A quarter is sold and bought as three months. */
const QUARTER = '[preset 3541]\nperiod.3 = 1\n';
const RELEASE = '[preset 3541]\nclose = release\n';

export const current = (scenario: Omit<Scenario, 'dialect'>): Scenario => ({
  ...scenario,
  dialect: 'current',
});
export const item = (items: readonly number[]): number => items[0] ?? 0;

/** A service that a client has opened, and its license. */
export async function sold(
  box: RunningSandbox,
  wish: Parameters<Sandbox['order']>[0],
): Promise<readonly number[]> {
  return [(await box.order(wish)).item];
}

/** The ledger is whole and prices are known: what most orders meet. */
const warm = (box: RunningSandbox) => sold(box, { tariff: LITE, ip: '192.0.2.1' });
const lite = (box: RunningSandbox) => sold(box, { tariff: LITE, ip: IP });
const business = (box: RunningSandbox) => sold(box, { tariff: BUSINESS, ip: IP });

export const checkevent = (box: Sandbox) => box.runModule(['checkevent']);
export const importAll = (box: Sandbox) =>
  box.runModule([
    '--command',
    'import',
    '--module',
    '1',
    '--itemtype',
    'soft',
    '--searchstring',
    '',
  ]);
export const licenseOf = (box: Sandbox, service: number): number =>
  Number(box.service(service).params['license_id']);

/** The client has paid for more than the license's end in BILLmanager itself. */
export function paidFurther(box: Sandbox, service: number, until: string): void {
  box.billing.store.update('item', service, { expiredate: until });
}

const opening: readonly Scenario[] = [
  current({
    name: 'open, first of all',
    prepare: async () => [],
    act: box => box.order({ tariff: LITE, ip: IP }),
  }),
  current({ name: 'open', prepare: warm, act: box => box.order({ tariff: LITE, ip: IP }) }),
  current({
    name: 'open with addons',
    variant: true,
    conf: '[preset 4601]\naddon.4602 = 1\n',
    prepare: warm,
    act: box => box.order({ tariff: BUSINESS, ip: IP, addons: { 4602: 3 } }),
  }),
  current({
    name: 'open, several terms',
    conf: QUARTER,
    prepare: warm,
    act: box => box.order({ tariff: LITE, ip: IP, period: 3 }),
  }),
  current({
    name: 'open, handed over',
    settings: { activation_reads: '2' },
    prepare: warm,
    act: box => box.order({ tariff: LITE, ip: IP }),
    cron: 3,
  }),
  current({
    name: 'open a platform',
    variant: true,
    prepare: warm,
    act: box => box.order({ tariff: '55163', addons: { 55164: 2 } }),
  }),
  current({
    name: 'reopen, without a license',
    prepare: async box => [box.addService({ tariff: LITE, ip: IP })],
    act: (box, items) => box.reopen(item(items)),
  }),
  current({
    name: 'reopen, with a license',
    variant: true,
    prepare: lite,
    act: (box, items) => box.reopen(item(items)),
  }),
];

const renewal: readonly Scenario[] = [
  current({ name: 'prolong', prepare: lite, act: (box, items) => box.prolong(item(items)) }),
  current({
    name: 'prolong, dates move afterwards',
    variant: true,
    settings: { prolong_reading: 'before' },
    prepare: lite,
    act: (box, items) => box.prolong(item(items)),
  }),
  current({
    name: 'prolong, several terms',
    variant: true,
    conf: QUARTER,
    prepare: lite,
    act: (box, items) => box.prolong(item(items), { period: 3 }),
  }),
  current({
    name: 'resume, run out',
    prepare: async box => {
      const items = await lite(box);
      await box.suspend(item(items));
      box.setClock('+40d');
      return items;
    },
    act: (box, items) => box.resume(item(items)),
  }),
];

const change: readonly Scenario[] = [
  current({ name: 'suspend', prepare: lite, act: (box, items) => box.suspend(item(items)) }),
  current({
    name: 'resume',
    prepare: async box => {
      const items = await lite(box);
      await box.suspend(item(items));
      return items;
    },
    act: (box, items) => box.resume(item(items)),
  }),
  current({
    name: 'setparam, address and name',
    prepare: lite,
    act: (box, items) => box.setparam(item(items), { ip: OTHER_IP, licname: 'moved' }),
  }),
  current({
    name: 'setparam, addons',
    prepare: business,
    act: (box, items) => box.setparam(item(items), { addons: { 4602: 3 } }),
  }),
  current({
    name: 'setparam, tariff',
    prepare: lite,
    act: (box, items) => box.changeTariff(item(items), BUSINESS),
  }),
  current({
    name: 'gen_key',
    prepare: lite,
    act: (box, items) => box.genKey(item(items)),
    again: (box, items) => box.genKey(item(items)),
  }),
];

const ending: readonly Scenario[] = [
  current({
    name: 'close, delete',
    prepare: lite,
    act: (box, items) => box.closeService(item(items)),
  }),
  current({
    name: 'close, release',
    conf: RELEASE,
    prepare: lite,
    act: (box, items) => box.closeService(item(items)),
  }),
  current({
    name: 'reuse',
    conf: RELEASE,
    prepare: async box => {
      await box.closeService(item(await lite(box)));
      return [];
    },
    act: box => box.order({ tariff: LITE, ip: OTHER_IP }),
  }),
  current({
    name: 'reuse, run out',
    variant: true,
    conf: RELEASE,
    prepare: async box => {
      await box.closeService(item(await lite(box)));
      box.setClock('+40d');
      return [];
    },
    act: box => box.order({ tariff: LITE, ip: OTHER_IP }),
  }),
];

const looking: readonly Scenario[] = [
  current({
    name: 'import',
    prepare: async box => {
      box.buyByHand({ pricelist: 3541, ip: IP, licname: 'by hand' });
      box.buyByHand({ pricelist: 3541, ip: OTHER_IP, licname: 'by hand too' });
      return [];
    },
    act: importAll,
    again: importAll,
  }),
  current({
    name: 'checkevent, waiting license',
    settings: { activation_reads: '1' },
    prepare: lite,
    act: checkevent,
  }),
  current({
    name: 'checkevent, due renewal',
    prepare: async box => {
      const items = await lite(box);
      const end = box.service(item(items)).expiredate ?? '';
      box.setClock(end);
      // a period of the client's is bought for a date that nobody explains; more is asked about
      const next = new Date(`${end}T00:00:00Z`);
      next.setUTCDate(next.getUTCDate() + 27);
      paidFurther(box, item(items), next.toISOString().slice(0, 10));
      return items;
    },
    act: checkevent,
  }),
  current({
    name: 'checkevent, changed rows',
    prepare: async box => {
      const items = [...(await lite(box)), ...(await sold(box, { tariff: LITE, ip: OTHER_IP }))];
      await checkevent(box);
      const [first = 0, second = 0] = items;
      box.person('extend', licenseOf(box, first), '1');
      box.person('rename', licenseOf(box, first), 'renamed by hand');
      box.person('suspend', licenseOf(box, second));
      return items;
    },
    act: checkevent,
  }),
];

export const CURRENT: readonly Scenario[] = [
  ...opening,
  ...renewal,
  ...change,
  ...ending,
  ...looking,
];
