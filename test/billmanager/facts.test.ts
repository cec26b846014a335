import { expect, onTestFinished, test } from 'vitest';
import { fillServices } from '../../sandbox/database/fill-services.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import type { Facts, ModuleSettings, ServiceRow } from '../../src/billmanager/billmanager.ts';
import { databaseFacts } from '../../src/billmanager/database/database-facts.ts';
import { decrypted } from '../../src/billmanager/database/decrypt.ts';
import { databaseSettings } from '../../src/billmanager/database/panel-settings.ts';
import { DatabaseSession } from '../../src/billmanager/database/session.ts';
import { formFacts } from '../../src/billmanager/forms/form-facts.ts';
import { Mgrctl } from '../../src/billmanager/mgrctl/mgrctl.ts';
import { mgrctl, sandboxFor, shellModule } from '../sandbox/helpers.ts';
import { connect, mariadb, ownerOf } from '../support/mariadb.ts';

/*
 * The contract of facts: both ways tell the same of one BILLmanager.
 */

const ITEMTYPES = ['soft', 'softexternal', 'platform', 'addition', 'backupservice'];
const NOTHING_OWN = { host: '', user: '', password: '', name: '', socket: '', ca: '' };

interface Both {
  readonly sandbox: RunningSandbox;
  readonly database: Facts;
  readonly forms: Facts;
}

async function bothWays(): Promise<Both> {
  const sandbox = await sandboxFor({ database: await mariadb() });
  const { root } = sandbox;
  const manager = new Mgrctl({
    root,
    moduleName: 'pmcpbillmgr',
    mayAct: () => undefined,
    log: silentLog,
  });
  const forms = formFacts(manager, { itemtypes: ITEMTYPES, log: silentLog });
  const settings = await databaseSettings(root, NOTHING_OWN, manager);
  const session = new DatabaseSession(async () => settings, systemClock);
  onTestFinished(() => session.close());
  const database = databaseFacts(session, {
    itemtypes: ITEMTYPES,
    forms: NO_FORMS,
    decrypt: async value => decrypted(value, settings.cryptKey),
  });
  return { sandbox, database, forms };
}

/** The database needs no form. */
const NO_FORMS = new Proxy<Facts>({} as Facts, {
  get: (_, name) => () => expect.unreachable(`a form was asked: ${String(name)}`),
});

/** The answer of both, which must be one. */
async function same<T>(
  { sandbox, database, forms }: Both,
  question: (facts: Facts) => Promise<T>,
): Promise<T> {
  await sandbox.showInDatabase();
  const answer = await question(database);
  expect(answer).toEqual(await question(forms));
  return answer;
}

/** What a module has saved of itself only the database tells. */
function withoutConfig({ config, ...told }: ModuleSettings): Omit<ModuleSettings, 'config'> {
  expect([null, '']).toContain(config);
  return told;
}

async function all(rows: AsyncIterable<ServiceRow>): Promise<ServiceRow[]> {
  const list: ServiceRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

const LICENSES = { tariff: '3541', ip: '192.0.2.1', licname: 'one' };

test('services of all product types, in every state', async () => {
  const both = await bothWays();
  const { sandbox } = both;
  shellModule(sandbox, 'true');
  const ordered = sandbox.addService(LICENSES);
  const { item: processing } = await sandbox.order({ ...LICENSES, ip: '192.0.2.2', period: 12 });
  const call = (...words: readonly string[]) => mgrctl(sandbox, words);
  const active = sandbox.addService({ ...LICENSES, ip: '192.0.2.3' });
  for (const [name, value] of [
    ['license_id', '700001'],
    ['lickey', '700001-KEY'],
    ['license_expiredate', '2027-01-31'],
  ])
    await call('service.saveparam', `elid=${active}`, `name=${name}`, `value=${value}`, 'sok=ok');
  await call('soft.open', `elid=${active}`, 'sok=ok');
  const suspended = sandbox.addService({ ...LICENSES, ip: '192.0.2.4' });
  await call('service.postsuspend', `elid=${suspended}`, 'sok=ok');
  const closed = sandbox.addService({ ...LICENSES, ip: '192.0.2.5' });
  await call('service.postclose', `elid=${closed}`, 'sok=ok');
  const module = sandbox.addService({ tariff: '55361', parent: active });
  const others = ['9203', '55163'].map(tariff => sandbox.addService({ tariff, ip: '192.0.2.6' }));
  const items = [ordered, processing, active, suspended, closed, module, ...others];
  const found = [];
  for (const item of items) found.push(await same(both, facts => facts.service(String(item))));
  expect(found.map(each => `${each?.itemtype} ${each?.status}`)).toEqual([
    'soft ordered',
    expect.stringMatching(/^soft /),
    'soft active',
    'soft suspended',
    'soft deleted',
    'addition ordered',
    'softexternal ordered',
    'platform ordered',
  ]);
  expect(found[2]?.params).toEqual(
    new Map([
      ['license_id', '700001'],
      ['lickey', '700001-KEY'],
      ['license_expiredate', '2027-01-31'],
    ]),
  );
  expect(found[5]?.parent).toBe(String(active));
  expect(await same(both, facts => facts.service('99999'))).toBeNull();
});

test('a service that changed its client and its tariff', async () => {
  const both = await bothWays();
  const { sandbox } = both;
  shellModule(sandbox, 'true');
  const item = sandbox.addService(LICENSES);
  await mgrctl(sandbox, ['soft.open', `elid=${item}`, 'sok=ok']);
  const before = await same(both, facts => facts.service(String(item)));
  await sandbox.changeTariff(item, '4601');
  const client = sandbox.billing.store.insert('account', { name: 'Second' });
  sandbox.billing.store.update('item', item, { account: client });
  const after = await same(both, facts => facts.service(String(item)));
  expect(after).toMatchObject({ account: String(client), lastpricelist: before?.pricelist });
});

test('an account with a crypted password, and the settings of its module', async () => {
  const both = await bothWays();
  const { sandbox } = both;
  const tariff = sandbox.billing.store.get<{ intname: string }>(
    "SELECT intname FROM pricelist WHERE itemtype = 'backupservice' AND parent IS NULL",
  );
  const item = sandbox.addService({
    tariff: tariff?.intname ?? '',
    params: { domain: 'a.example' },
  });
  const password = ['name=userpassword', 'value=Пароль "1', 'crypted=on', 'sok=ok'];
  await mgrctl(sandbox, ['service.saveparam', `elid=${item}`, ...password]);
  const service = await same(both, facts => facts.service(String(item)));
  expect(service?.params.get('userpassword')).toBe('Пароль "1');
  expect(service?.domain).toBe('a.example');
  for (const id of ['1', '2']) {
    const settings = await same(both, async facts => withoutConfig(await facts.module(id)));
    expect(settings.password).not.toBe('');
    expect(settings.url).toMatch(/^http/);
  }
});

test('resources of every kind', async () => {
  const both = await bothWays();
  const { sandbox } = both;
  const tariff = sandbox.addTariff(1, {
    itemtype: 'soft',
    intname: '77-all kinds',
    name: 'All kinds',
    resources: [
      { intname: 'disk disc', name: 'Disk', measure: 'gib', addonlimit: 5, addonmaxtrial: 3 },
      { intname: 'backup', name: 'Backup', addontype: 'boolean', addonbool: 'off' },
      { intname: 'ssh', name: 'SSH', addontype: 'boolean', addonbool: 'on' },
      {
        ...{ intname: '', itemtype: 'ostempl', name: 'System', addontype: 'enumeration' },
        enumeration: { intname: 'systems', values: ['debian', 'alma'] },
      },
      { intname: 'traffic', name: 'Traffic', billtype: 'statistics', addonmax: 9 },
      { intname: 'old', name: 'Old', addonlimit: 2, active: 'off' },
      { intname: 'older', name: 'Older', addonlimit: 2, active: 'off' },
      { intname: 'panel', name: 'Panel', billtype: 'compound' },
      { intname: 'panel_lite', name: 'Lite', compound: 'panel', addontype: 'boolean' },
      { intname: 'hand', name: 'By hand', billtype: 'manual', addonlimit: 1 },
    ],
  });
  const plain = sandbox.addService({ ...LICENSES, tariff: '77' });
  const addons = { disc: 2, backup: true, ssh: false, ostempl: 'alma', old: 1 };
  const chosen = sandbox.addService({ ...LICENSES, tariff: '77', addons });
  const read = (item: number) =>
    same(both, facts =>
      facts.resources({ id: String(item), itemtype: 'soft', pricelist: String(tariff) }),
    );
  const shown = async (item: number) =>
    (await read(item)).map(({ id, names, measure, ...amounts }) => [names.join('|'), amounts]);
  const none = { included: 0, ordered: 0, most: null, choice: '' };
  expect(await shown(plain)).toEqual([
    ['disk|disc', { ...none, included: 5, most: 3 }],
    ['backup', none],
    ['ssh', { ...none, included: 1 }],
    ['ostempl', { ...none, choice: 'debian' }],
    ['traffic', { ...none, included: 9 }],
  ]);
  expect(await shown(chosen)).toEqual([
    ['disk|disc', { ...none, included: 5, ordered: 2, most: 3 }],
    ['backup', { ...none, included: 1 }],
    ['ssh', none],
    ['ostempl', { ...none, choice: 'alma' }],
    ['traffic', { ...none, included: 9 }],
    ['old', { ...none, included: 2, ordered: 1 }],
  ]);
  const [disk] = await read(plain);
  expect(await same(both, facts => facts.measures(disk?.measure ?? ''))).toEqual([
    { intname: 'gib', relation: 1024 },
    { intname: 'mib', relation: 1024 },
    { intname: 'kib', relation: 1024 },
    { intname: 'byte', relation: null },
  ]);
});

test('only the database tells what was included when a service was ordered', async () => {
  const { sandbox, database, forms } = await bothWays();
  const tariff = sandbox.addTariff(1, {
    itemtype: 'soft',
    intname: '77',
    name: 'Lately smaller',
    resources: [{ intname: 'disk', name: 'Disk', addonlimit: 5 }],
  });
  const disk = { amount: 2, frozen: { addonlimit: 20 } };
  const item = sandbox.addService({ ...LICENSES, tariff: '77', addons: { disk } });
  await sandbox.showInDatabase();
  const service = { id: String(item), itemtype: 'soft', pricelist: String(tariff) };
  expect(await database.resources(service)).toMatchObject([{ included: 20, ordered: 2 }]);
  expect(await forms.resources(service)).toMatchObject([{ included: 5, ordered: 2 }]);
});

test('of two rows for one resource the latest counts, once', async () => {
  const { sandbox, database } = await bothWays();
  const tariff = sandbox.billing.store.get<{ id: number }>(
    "SELECT id FROM pricelist WHERE intname LIKE '4601%' AND parent IS NULL",
  );
  const item = sandbox.addService({ ...LICENSES, tariff: '4601', addons: { 4602: 2 } });
  await sandbox.showInDatabase();
  const owner = await connect(ownerOf(sandbox.database));
  onTestFinished(() => owner.destroy());
  await owner.query(
    'INSERT INTO item (pricelist, parent, status, intvalue) SELECT pricelist, parent, 2, 5 FROM item WHERE parent = ?',
    [item],
  );
  const service = { id: String(item), itemtype: 'soft', pricelist: String(tariff?.id) };
  expect(await database.resources(service)).toMatchObject([{ names: ['4602'], ordered: 5 }]);
});

test('tariffs, modules, running operations, clients', async () => {
  const both = await bothWays();
  const { sandbox } = both;
  for (const row of sandbox.billing.store.all<{ id: number }>(
    'SELECT id FROM pricelist WHERE parent IS NULL',
  ))
    await same(both, facts => facts.tariff(String(row.id)));
  await same(both, async facts => (await facts.modules()).map(withoutConfig));
  const second = sandbox.addModule({
    name: 'Second',
    module: 'pmcpbillmgr',
    connection: { url: sandbox.url, username: 'b', password: 'second secret' },
  });
  const read = async (facts: Facts) => withoutConfig(await facts.module(String(second)));
  expect(await same(both, read)).toMatchObject({ password: 'second secret' });
  shellModule(sandbox, 'false');
  const { item, operation } = await sandbox.order(LICENSES);
  const id = String(operation);
  expect(await same(both, facts => facts.runningOperation(id))).toMatchObject({
    command: 'open',
    hasTask: false,
    manual: false,
  });
  await mgrctl(sandbox, ['runningoperation.setmanual', `elid=${id}`]);
  const task = [`item=${item}`, `runningoperation=${id}`, 'type=1', 'sok=ok'];
  await mgrctl(sandbox, ['task.edit', ...task]);
  expect(await same(both, facts => facts.runningOperation(id))).toMatchObject({
    hasTask: true,
    manual: true,
  });
  expect(await same(both, facts => facts.runningOperation('999'))).toBeNull();
  expect(await same(both, facts => facts.runningCommands(String(item)))).toEqual(['open']);
  expect(await same(both, facts => facts.runningCommands('999'))).toEqual([]);
  expect((await same(both, facts => facts.accountUsers())).size).toBeGreaterThan(0);
  await same(both, facts => facts.accountUser('1'));
  await same(both, facts => facts.accountUser('77'));
});

test('a service whose status is being changed', async () => {
  const { sandbox, database } = await bothWays();
  const item = sandbox.addService(LICENSES);
  await sandbox.showInDatabase();
  const owner = await connect(ownerOf(sandbox.database));
  onTestFinished(() => owner.destroy());
  await owner.query('UPDATE item SET specialstatus = 1 WHERE id = ?', [item]);
  expect((await database.service(String(item)))?.params.get('special_status')).toBe('1');
});

test('the modules that serve a tariff, in their order', async () => {
  const { sandbox, database } = await bothWays();
  const connection = { url: sandbox.url, username: 'b', password: 'second' };
  const second = sandbox.addModule({ name: 'B', module: 'pmcpbillmgr', connection });
  sandbox.billing.store.update('processingmodule', 1, { orderpriority: 20 });
  sandbox.billing.store.update('processingmodule', second, { orderpriority: 10 });
  const tariff = sandbox.billing.store.get<{ id: number }>(
    "SELECT id FROM pricelist WHERE intname LIKE '3541%'",
  );
  const suitable = async () => {
    await sandbox.showInDatabase();
    const found = await database.suitableModules(String(tariff?.id), 'pmcpbillmgr');
    return found.map(({ id }) => id);
  };
  expect(await suitable()).toEqual(['1']);
  sandbox.billing.store.insert('pricelist2processingmodule', {
    ...{ pricelist: tariff?.id ?? 0, processingmodule: second, orderby: 2 },
  });
  expect(await suitable()).toEqual([String(second), '1']);
  sandbox.billing.store.update('processingmodule', second, { active: 'off' });
  expect(await suitable()).toEqual(['1']);
});

test('an imported service that nobody has given a tariff yet is one of its module', async () => {
  const both = await bothWays();
  const item = both.sandbox.addService(LICENSES);
  both.sandbox.billing.store.update('item', item, { pricelist: null });
  const ids = await same(both, async facts =>
    (await all(facts.services('soft', '1'))).map(({ id }) => id),
  );
  expect(ids).toContain(String(item));
  expect((await all(both.database.services('soft', '2'))).map(({ id }) => id)).toEqual([]);
});

test('all services of ours among many, a page at a time', async () => {
  const both = await bothWays();
  const { sandbox, database } = both;
  sandbox.addService(LICENSES);
  const first = await same(both, async facts =>
    (await all(facts.services('soft'))).map(({ params, isWhole, ...facts }) => facts),
  );
  expect(first).toHaveLength(1);
  const owner = await connect(ownerOf(sandbox.database));
  onTestFinished(() => owner.destroy());
  const ours = await fillServices(owner, 5_000, { processingmodule: 1, pricelist: 1, oursIn: 2 });
  let count = 0;
  let last = 0;
  for await (const row of database.services('soft', '1')) {
    expect(Number(row.id)).toBeGreaterThan(last);
    last = Number(row.id);
    count += 1;
    if (count > 1 && count % 100 === 0) expect(row.params.get('license_id')).toBe(row.id);
  }
  expect(count).toBe(ours + 1);
});
