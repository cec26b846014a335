import { describe, expect, test } from 'vitest';
import { closeTask, MANUAL_MODULE, waitForPerson } from '../../sandbox/billmanager/manual.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { user } from './accounts-support.ts';
import { changes, cpbillmgr, file, planOf } from './adopt-support.ts';
import { sandbox } from './support.ts';

const ACTIVE = 2;
const OURS = '2';
const PASSWORD = 'password-of-';

interface Client {
  readonly item: number;
  readonly name: string;
  readonly tariff: string;
}

const TEMPLATE: Readonly<Record<string, string>> = {
  'web-start': 'Web hosting',
  'web-own': 'Web hosting',
  'web-mail': 'Mail only',
};
const TARIFFS = Object.keys(TEMPLATE);

/**
 * The article's provider: accounts on the panel that were there before the billing, and a service
 * for each under the manual module. Every fifth has an address of its own, every seventh is
 * suspended, every ninth an international domain, every tenth a service whose task still stands.
 */
function provider(box: RunningSandbox, count: number) {
  const manual = box.addModule({ name: 'By hand', module: MANUAL_MODULE });
  const clients = Array.from({ length: count }, (_, index): Client => {
    const name = index % 4 === 0 ? `shop-1c.${index}_` : `client_${index}`;
    const tariff = TARIFFS[index % TARIFFS.length] ?? '';
    box.addPanelUser({
      name,
      passwd: `${PASSWORD}${name}`,
      fullname: `Client ${index}`,
      preset: TEMPLATE[tariff] ?? '',
    });
    box.panelPerson(
      'domain',
      name,
      index % 9 === 0 ? `xn--80aairftm${index}.xn--p1ai` : `d${index}.example`,
    );
    if (index % 5 === 0 && index < 90) box.panelPerson('address', name);
    if (index % 7 === 0) box.panelPerson('suspend', name);
    const item = box.addService({ tariff, module: manual, account: index % 2 === 0 ? 1 : 2 });
    if (index % 10 === 9) waitForPerson(box.billing, item);
    else {
      waitForPerson(box.billing, item);
      closeTask(box.billing, item, { username: 'x', password: 'not-known' });
    }
    return { item, name, tariff };
  });
  const rows = clients.map(({ item, name }) => `${item};${name};${PASSWORD}${name}`);
  return { manual, clients, csv: file(`item;account;password\n${rows.join('\n')}\n`) };
}

/** What a person does between the passes: the one statement, and the tasks. */
function switchModules(box: RunningSandbox, clients: readonly Client[], printed: string): void {
  const statement = /^\s*(UPDATE item SET .*);$/m.exec(printed)?.[1];
  if (statement === undefined) throw new Error(`no statement in ${printed}`);
  box.billing.store.run(statement);
  for (const { item, name } of clients)
    if (box.tasks().some(each => each.item === item))
      closeTask(box.billing, item, {
        module: Number(OURS),
        username: name,
        password: `${PASSWORD}${name}`,
      });
}

const summary = (text: string) => text.trim().split('\n').at(-1);
const panelOf = (box: RunningSandbox) => JSON.stringify(box.panelUsers());

describe('accounts that were there before the billing', () => {
  test('become services in two passes, with one statement between them', async () => {
    const box = await sandbox();
    const { clients, csv } = provider(box, 300);
    const before = panelOf(box);
    const args = ['--csv', csv, '--to', OURS];

    const plan = await cpbillmgr(box, ...args);
    expect(summary(plan.stderr)).toBe(
      'To bind: 0. To prepare: 300. Bound already: 0. Conflicts: 0. Nothing has been changed; --apply binds.',
    );
    expect(changes(box)).toEqual([]);

    const first = await cpbillmgr(box, ...args, '--apply');
    expect(summary(first.stderr)).toBe(
      '0 bound, 300 prepared, 0 failed, 0 were already, 0 conflicts.',
    );
    expect(first.stderr).toContain('choose the processing module "ISPmanager accounts"');
    expect(box.services().every(each => each.processingmodule !== Number(OURS))).toBe(true);
    switchModules(box, clients, first.stderr);

    const second = await cpbillmgr(box, ...args, '--apply');
    expect(summary(second.stderr)).toBe('300 bound, 0 failed, 0 were already, 0 conflicts.');
    expect(panelOf(box)).toBe(before);
    for (const { item, name } of clients)
      expect(box.service(item)).toMatchObject({
        status: ACTIVE,
        processingmodule: Number(OURS),
        params: { username: name, userpassword: `${PASSWORD}${name}`, url: box.panelUrl },
        crypted: ['userpassword'],
      });
    expect(box.calls().flatMap(call => call.leaks)).toEqual([]);

    box.clearCalls();
    const third = await cpbillmgr(box, ...args, '--apply');
    expect(summary(third.stderr)).toBe('0 bound, 0 failed, 300 were already, 0 conflicts.');
    expect(changes(box)).toEqual([]);

    for (const { item, name } of clients.filter((_, index) => index % 60 === 0))
      await works(box, item, name);
  }, 240_000);

  /** Everything that a client may want of it works as if we had opened it. */
  async function works(box: RunningSandbox, item: number, name: string): Promise<void> {
    const ends = { exitCode: 0, ended: true };
    expect(await box.suspend(item)).toMatchObject(ends);
    expect(user(box, name)?.active).toBe(false);
    expect(await box.resume(item)).toMatchObject(ends);
    expect(user(box, name)?.active).toBe(true);
    const wish = { params: { userpassword: 'chosen-by-client' } };
    expect(await box.setparam(item, wish)).toMatchObject(ends);
    expect(user(box, name)?.password).toBe('chosen-by-client');
    expect(await box.changeTariff(item, 'web-mail')).toMatchObject(ends);
    expect(user(box, name)?.preset).toBe('Mail only');
    expect(await box.closeService(item)).toMatchObject(ends);
    expect(user(box, name)).toBeUndefined();
  }

  test.each(['kill-before', 'kill-after'])(
    'are bound once, whatever is killed on the way (%s)',
    async action => {
      const box = await sandbox();
      const { clients, csv } = provider(box, 12);
      const before = panelOf(box);
      const args = ['--csv', csv, '--to', OURS, '--apply'];
      const [inFirst, inSecond] = [clients[7], clients[5]];
      const saving = `service.saveparam&elid=${inFirst?.item}`;
      box.addFault({ side: 'mgrctl', func: saving, action });
      await cpbillmgr(box, ...args);
      box.clearFaults();
      switchModules(box, clients, (await cpbillmgr(box, ...args)).stderr);
      box.addFault({ side: 'panel', func: `user.edit&elid=${inSecond?.name}`, action });
      await cpbillmgr(box, ...args);
      box.clearFaults();
      await cpbillmgr(box, ...args);
      const last = await cpbillmgr(box, ...args);
      expect(summary(last.stderr)).toBe('0 bound, 0 failed, 12 were already, 0 conflicts.');
      expect(panelOf(box)).toBe(before);
    },
  );

  test("become services of the panel maker's own module, of which this program keeps nothing", async () => {
    const box = await sandbox();
    const connection = {
      url: box.panelUrl,
      username: 'storageadmin',
      password: 'sandbox-panel-password',
    };
    const theirs = box.addModule({ name: 'ISPmanager', module: 'pmispmanager', connection });
    const { clients, csv } = provider(box, 6);
    const args = ['--csv', csv, '--to', String(theirs), '--apply'];
    const first = await cpbillmgr(box, ...args);
    expect(first.stderr).toContain(`SET processingmodule = ${theirs} `);
    box.billing.store.run('UPDATE item SET processingmodule = ?', theirs);
    const second = await cpbillmgr(box, ...args);
    expect(summary(second.stderr)).toBe('0 bound, 0 failed, 6 were already, 0 conflicts.');
    for (const { item, name } of clients)
      expect(box.service(item).params).toMatchObject({ username: name, url: box.panelUrl });
    const licenses = await box.runModule(['licenses', '--json'], { program: '../sbin/cpbillmgr' });
    expect(JSON.parse(licenses.stdout)).toEqual([]);
  });

  test('get new passwords where nobody knows them, and only when they are bound', async () => {
    const box = await sandbox();
    const { clients, csv } = provider(box, 3);
    const args = ['--csv', csv, '--to', OURS, '--new-password', '--apply'];
    const before = panelOf(box);
    const first = await cpbillmgr(box, ...args);
    expect(panelOf(box)).toBe(before);
    switchModules(box, clients, first.stderr);
    await cpbillmgr(box, ...args);
    for (const { item, name } of clients) {
      const { password } = user(box, name) ?? {};
      expect(password).not.toBe(`${PASSWORD}${name}`);
      expect(box.service(item).params['userpassword']).toBe(password);
    }
    const after = panelOf(box);
    await cpbillmgr(box, ...args);
    expect(panelOf(box)).toBe(after);
  });

  test('are not given to a second service, and a service of ours keeps its module', async () => {
    const box = await sandbox();
    const { manual, clients, csv } = provider(box, 2);
    await cpbillmgr(box, '--csv', csv, '--to', OURS, '--apply');
    const [first] = clients;
    const other = box.addService({ tariff: 'web-start', module: manual });
    const pair = ['--item', String(other), '--account', first?.name ?? '', '--to', OURS];
    const [row] = await planOf(box, ...pair);
    expect(row).toMatchObject({
      verdict: 'conflict',
      reasons: [{ code: 'bound_elsewhere', value: String(first?.item) }],
    });
    const [without] = await planOf(box, ...pair.slice(0, 4));
    expect(without).toMatchObject({ verdict: 'conflict', reasons: [{ code: 'other_module' }] });
    const opened = await box.order({ tariff: 'web-start' });
    const [fixed] = await planOf(
      box,
      ...['--item', String(opened.item), '--account', 'client_1', '--to', String(manual)],
    );
    expect(fixed).toMatchObject({ verdict: 'conflict', reasons: [{ code: 'other_module' }] });
  });

  test('become services of clients who have none, once, and cost nothing until their date', async () => {
    const box = await sandbox();
    const tariff = box.billing.store.get<{ id: number }>(
      "SELECT id FROM pricelist WHERE intname = 'web-start'",
    )?.id;
    for (const name of ['site1', 'site2'])
      box.addPanelUser({ name, passwd: `${PASSWORD}${name}`, preset: 'Web hosting' });
    const before = panelOf(box);
    const csv = file(
      `account,client,tariff,expiredate,password\nsite1,1,${tariff},2027-01-31,${PASSWORD}site1\nsite2,2,${tariff},,\nsite3,1,${tariff},,\nsite1,99,9999,,\n`,
    );
    const args = ['--csv', csv, '--create', '--to', OURS];
    const plan = await planOf(box, ...args);
    expect(
      plan.map(({ verdict, reasons }) => [verdict, ...reasons.map(each => each.code)]),
    ).toEqual([
      ['conflict', 'twice'],
      ['bind'],
      ['conflict', 'not_found'],
      ['conflict', 'tariff_missing'],
    ]);
    const good = file(
      `account,client,tariff,expiredate,password\nsite1,1,${tariff},2027-01-31,${PASSWORD}site1\nsite2,2,${tariff},,\n`,
    );
    const apply = ['--csv', good, '--create', '--to', OURS, '--apply'];
    box.addFault({ side: 'mgrctl', func: 'processing.import.service', action: 'kill-after' });
    await cpbillmgr(box, ...apply);
    box.clearFaults();
    await cpbillmgr(box, ...apply);
    const last = await cpbillmgr(box, ...apply);
    expect(summary(last.stderr)).toBe('0 bound, 0 failed, 2 were already, 0 conflicts.');
    expect(box.services()).toMatchObject([
      {
        account: 1,
        tariff: 'web-start',
        status: ACTIVE,
        expiredate: '2027-01-31',
        params: { username: 'site1', userpassword: `${PASSWORD}site1` },
      },
      { account: 2, tariff: 'web-start', params: { username: 'site2' } },
    ]);
    expect(panelOf(box)).toBe(before);
  });

  test('are found by domain, by user name and by e-mail', async () => {
    const box = await sandbox();
    const manual = box.addModule({ name: 'By hand', module: MANUAL_MODULE });
    box.addPanelUser({ name: 'site1', passwd: PASSWORD, preset: 'Web hosting' });
    box.panelPerson('domain', 'site1', 'xn--80aairftm.xn--p1ai');
    box.addPanelUser({ name: 'site2', passwd: PASSWORD, preset: 'Web hosting' });
    box.addPanelUser({ name: 'site3', passwd: PASSWORD, fullname: 'beta@example.com' });
    const by = (params: Record<string, string>, account: number) =>
      box.addService({ tariff: 'web-start', module: manual, params, account });
    const items = [by({ domain: 'Магазин.рф' }, 1), by({ username: 'site2' }, 1), by({}, 2)].map(
      String,
    );
    const rows = await planOf(box, '--suggest', '--of', 'account', '--to', OURS);
    expect(rows.map(({ item, account, sure }) => ({ item, account, sure }))).toEqual([
      { item: items[0], account: 'site1', sure: 'sure' },
      { item: items[1], account: 'site2', sure: 'sure' },
      { item: items[2], account: 'site3', sure: 'likely' },
    ]);
  });
});
