import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANUAL_MODULE } from '../../sandbox/billmanager/manual.ts';
import type { RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import type { Scenario } from './lab.ts';
import { checkevent, current, item, sold } from './scenarios.ts';

/**
 * Accounts of an ISPmanager panel (pmcpispmgr, product types backupservice and vhost), and what adopt
 * binds.
 */

const account = (
  scenario: Omit<Scenario, 'dialect' | 'name'> & { readonly name: string },
): Scenario => current({ ...scenario, name: `account, ${scenario.name}` });

const storage = (box: RunningSandbox) => sold(box, { tariff: 'storage' });

async function suspended(box: RunningSandbox): Promise<readonly number[]> {
  const items = await storage(box);
  await box.suspend(item(items));
  return items;
}

/** An opening that died when the account had been made; its operation still stands. */
async function halfOpened(box: RunningSandbox): Promise<readonly number[]> {
  box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
  const items = await storage(box);
  box.clearFaults();
  return items;
}

const opening: readonly Scenario[] = [
  account({
    name: 'open',
    variant: true,
    prepare: async () => [],
    act: box => box.order({ tariff: 'storage' }),
  }),
  account({
    name: 'open, new template',
    prepare: async () => [],
    act: box => box.order({ tariff: 'named' }),
  }),
  account({
    name: 'open, name taken',
    variant: true,
    prepare: async box => {
      const id = box.addService({ tariff: 'storage' });
      box.addPanelUser({ name: `ftp_${id}`, passwd: 'of-somebody-else' });
      return [id];
    },
    act: (box, items) => box.carryOut(item(items), 'open'),
  }),
  account({
    name: 'open, taken up by checkevent',
    variant: true,
    prepare: halfOpened,
    act: checkevent,
  }),
  account({
    name: 'open, taken up again',
    variant: true,
    prepare: halfOpened,
    act: async box => (await box.retryAll())[0] ?? Promise.reject(new Error('no operation stands')),
  }),
  account({
    name: 'reopen',
    variant: true,
    prepare: storage,
    act: (box, items) => box.reopen(item(items)),
  }),
];

const changing: readonly Scenario[] = [
  account({
    name: 'prolong',
    variant: true,
    prepare: storage,
    act: (box, items) => box.prolong(item(items)),
  }),
  account({
    name: 'suspend',
    variant: true,
    prepare: storage,
    act: (box, items) => box.suspend(item(items)),
  }),
  account({
    name: 'resume',
    variant: true,
    prepare: suspended,
    act: (box, items) => box.resume(item(items)),
  }),
  account({
    name: 'resume, status told',
    variant: true,
    settings: { panel_form_status: 'on' },
    prepare: suspended,
    act: (box, items) => box.resume(item(items)),
  }),
  account({
    name: 'setparam, limits and password',
    prepare: storage,
    act: (box, items) =>
      box.setparam(item(items), {
        addons: { disc: 3 },
        params: { userpassword: 'chosen-by-the-client' },
      }),
  }),
  account({
    name: 'setparam, new template',
    variant: true,
    prepare: storage,
    act: (box, items) => box.changeTariff(item(items), 'named'),
  }),
  account({ name: 'close', prepare: storage, act: (box, items) => box.closeService(item(items)) }),
];

const WEB = { tariff: 'web-start', params: { domain: 'shop.example' } };
const hosting = (box: RunningSandbox) => sold(box, WEB);

/** Somebody else's account, with a domain that a client asks for. */
const takenDomain = (box: RunningSandbox) => {
  box.addPanelUser({ name: 'victim', passwd: 'of-somebody-else' });
  box.panelPerson('domain', 'victim', 'shop.example');
};

const web: readonly Scenario[] = [
  account({ name: 'hosting, open', prepare: async () => [], act: box => box.order(WEB) }),
  account({
    name: 'hosting, open, domain taken',
    variant: true,
    prepare: async box => {
      takenDomain(box);
      return [];
    },
    act: box => box.order(WEB),
  }),
  account({
    name: 'hosting, open, address from the pool',
    variant: true,
    prepare: async () => [],
    act: box => box.order({ ...WEB, tariff: 'web-mail' }),
  }),
  account({
    name: 'hosting, open, taken up by checkevent',
    variant: true,
    prepare: async box => {
      box.addFault({ side: 'panel', func: 'user.add.finish', action: 'kill-after' });
      const items = await hosting(box);
      box.clearFaults();
      return items;
    },
    act: checkevent,
  }),
  account({
    name: 'hosting, reopen',
    variant: true,
    prepare: hosting,
    act: (box, items) => box.reopen(item(items)),
  }),
  account({
    name: 'hosting, suspend',
    variant: true,
    prepare: hosting,
    act: (box, items) => box.suspend(item(items)),
  }),
  account({
    name: 'hosting, resume',
    variant: true,
    prepare: async box => {
      const items = await hosting(box);
      await box.suspend(item(items));
      return items;
    },
    act: (box, items) => box.resume(item(items)),
  }),
  account({
    name: 'hosting, prolong',
    variant: true,
    prepare: hosting,
    act: (box, items) => box.prolong(item(items)),
  }),
  account({
    name: 'hosting, setparam, domain',
    prepare: hosting,
    act: (box, items) => box.setparam(item(items), { params: { domain: 'new.example' } }),
  }),
  account({
    name: 'hosting, setparam, domain taken',
    variant: true,
    prepare: async box => {
      const items = await sold(box, { tariff: 'web-start' });
      takenDomain(box);
      return items;
    },
    act: (box, items) => box.setparam(item(items), { params: { domain: 'shop.example' } }),
  }),
  account({
    name: 'hosting, change of tariff',
    variant: true,
    prepare: hosting,
    act: (box, items) => box.changeTariff(item(items), 'web-mail'),
  }),
  account({
    name: 'hosting, close',
    variant: true,
    prepare: hosting,
    act: (box, items) => box.closeService(item(items)),
  }),
];

const cpbillmgr = (box: Sandbox, ...args: string[]) =>
  box.runModule(args, { program: '../sbin/cpbillmgr' });

const adoptAccount = (box: Sandbox, items: readonly number[]) =>
  cpbillmgr(box, 'adopt', '--item', String(item(items)), '--account', 'site1', '--apply');

const adoptLicense = (box: Sandbox, items: readonly number[]) => {
  const [license] = box.upstreamServices();
  return cpbillmgr(
    box,
    'adopt',
    '--item',
    String(item(items)),
    '--license',
    String(license?.id),
    '--apply',
  );
};

const importAccounts = (box: Sandbox) =>
  box.runModule(
    [
      '--command',
      'import',
      '--module',
      '2',
      '--itemtype',
      'backupservice',
      '--searchstring',
      'site',
    ],
    { program: 'pmcpispmgr' },
  );

/** A user whom a person has made in the panel. */
const madeByHand = (box: RunningSandbox) =>
  box.addPanelUser({
    name: 'site1',
    passwd: 'own-password',
    fullname: 'A client',
    preset: 'Site hosting',
  });

/** A hosting account that a person has made, and a service that is served by hand. */
function servedByHand(box: RunningSandbox): number {
  const module = box.addModule({ name: 'By hand', module: MANUAL_MODULE });
  box.addPanelUser({ name: 'site1', passwd: 'own-password', preset: 'Web hosting' });
  box.panelPerson('domain', 'site1', 'shop.example');
  const id = box.addService({ tariff: 'web-start', module });
  box.billing.store.run('UPDATE item SET status = 2 WHERE id = ?', id);
  return id;
}

const adoptTo = (box: Sandbox, items: readonly number[]) =>
  cpbillmgr(
    box,
    ...['adopt', '--item', String(item(items)), '--account', 'site1'],
    ...['--to', '2', '--new-password', '--apply'],
  );

const fileOf = (box: Sandbox): string => join(box.root, 'accounts.csv');
const adoptFile = (box: Sandbox) =>
  cpbillmgr(box, 'adopt', '--csv', fileOf(box), '--create', '--to', '2', '--apply');

const hosted: readonly Scenario[] = [
  account({
    name: 'hosting, adopt, first pass',
    variant: true,
    prepare: async box => [servedByHand(box)],
    act: adoptTo,
    again: adoptTo,
  }),
  account({
    name: 'hosting, adopt, second pass',
    prepare: async box => {
      const id = servedByHand(box);
      await adoptTo(box, [id]);
      box.billing.store.run('UPDATE item SET processingmodule = 2 WHERE id = ?', id);
      return [id];
    },
    act: adoptTo,
    again: adoptTo,
  }),
  account({
    name: 'hosting, adopt, a service is made',
    prepare: async box => {
      box.addPanelUser({ name: 'site1', passwd: 'own-password', preset: 'Web hosting' });
      const tariff = box.billing.store.get<{ id: number }>(
        "SELECT id FROM pricelist WHERE intname = 'web-start'",
      );
      const text = `account,client,tariff,expiredate\nsite1,1,${tariff?.id},2030-01-31\n`;
      writeFileSync(fileOf(box), text);
      return [];
    },
    act: adoptFile,
    again: adoptFile,
  }),
];

const binding: readonly Scenario[] = [
  account({
    name: 'adopt',
    prepare: async box => {
      madeByHand(box);
      return [box.addService({ tariff: 'site-hosting', params: { userpassword: 'own-password' } })];
    },
    act: adoptAccount,
    again: adoptAccount,
  }),
  current({
    name: 'adopt a license',
    prepare: async box => {
      box.buyByHand({ pricelist: 3541, ip: '192.0.2.10', licname: 'old shop' });
      return [box.addService({ tariff: '3541', ip: '192.0.2.10', licname: 'old shop' })];
    },
    act: adoptLicense,
    again: adoptLicense,
  }),
  account({
    name: 'import',
    variant: true,
    prepare: async box => {
      madeByHand(box);
      return [];
    },
    act: importAccounts,
    again: importAccounts,
  }),
];

export const ACCOUNTS: readonly Scenario[] = [
  ...opening,
  ...changing,
  ...web,
  ...binding,
  ...hosted,
];
