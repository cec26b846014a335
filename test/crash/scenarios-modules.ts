import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectedTariff } from '../../sandbox/billmanager/fill.ts';
import type { RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import type { Scenario } from './lab.ts';
import { checkevent, current, item, licenseOf, sold } from './scenarios.ts';
import { clickOnce } from './serve.ts';

/** Panel modules (product type addition): their services, and what the gateway buys by itself. */

const LICENSE = '3541';
const MODULE = '55361';
const IP = '192.0.2.10';
const OTHER_IP = '192.0.2.20';

const licensed = (box: RunningSandbox) => sold(box, { tariff: LICENSE, ip: IP });

/** A license and a module of it; the module's service is the first. */
async function withModule(box: RunningSandbox): Promise<readonly number[]> {
  const [parent = 0] = await licensed(box);
  const [module = 0] = await sold(box, { tariff: MODULE, parent });
  return [module, parent];
}

/** The same, suspended. */
async function suspended(box: RunningSandbox): Promise<readonly number[]> {
  const items = await withModule(box);
  await box.suspend(item(items));
  return items;
}

export const MODULE_SERVICES: readonly Scenario[] = [
  current({
    name: 'module, open',
    variant: true,
    prepare: licensed,
    act: (box, items) => box.order({ tariff: MODULE, parent: item(items) }),
  }),
  current({
    name: 'module, prolong',
    prepare: withModule,
    act: (box, items) => box.prolong(item(items)),
  }),
  current({
    name: 'module, suspend',
    variant: true,
    prepare: withModule,
    act: (box, items) => box.suspend(item(items)),
  }),
  current({
    name: 'module, resume',
    variant: true,
    prepare: suspended,
    act: (box, items) => box.resume(item(items)),
  }),
  current({
    name: 'module, setparam, other license',
    prepare: async box => {
      const items = await withModule(box);
      return [...items, ...(await sold(box, { tariff: LICENSE, ip: OTHER_IP }))];
    },
    act: (box, [module = 0, , other = 0]) =>
      box.setparam(module, { params: { license: String(licenseOf(box, other)) } }),
  }),
  current({
    name: 'module, close',
    variant: true,
    prepare: withModule,
    act: (box, items) => box.closeService(item(items)),
  }),
];

const AUTOMATIC = `
[gateway]
listen = 127.0.0.1:0
mode = automatic
currency = RUB
`;

/** The client is billed for what is bought. */
function bill(box: RunningSandbox): void {
  const { id } = connectedTariff(box.billing, Number(MODULE));
  appendFileSync(join(box.root, 'etc/cpbillmgr.conf'), `\n[price ${MODULE}]\ntariff = ${id}\n`);
}

/** The client clicks on "Buy" in the panel of the license. */
const click = (box: Sandbox, items: readonly number[]) =>
  clickOnce(
    box,
    `/billmgr?module=DrWeb&license=${licenseOf(box, item(items))}&ip=${IP}&module_id=${MODULE}`,
  );

const bought: readonly Scenario[] = [
  current({
    name: 'module, bought and clicked again',
    conf: AUTOMATIC,
    prepare: licensed,
    act: click,
    again: click,
  }),
  current({
    name: 'module, bought for a tariff',
    variant: true,
    conf: AUTOMATIC,
    prepare: async box => {
      bill(box);
      const items = await licensed(box);
      // a balance is asked for once in a while: cron has told it already
      await checkevent(box);
      return items;
    },
    act: click,
    // cron comes before the client clicks again
    again: async (box, items) => {
      await checkevent(box);
      return click(box, items);
    },
  }),
];

export const MODULES: readonly Scenario[] = [...MODULE_SERVICES, ...bought];
