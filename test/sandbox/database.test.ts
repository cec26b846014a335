import { spawn } from 'node:child_process';
import { constants, privateDecrypt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Connection } from '../../sandbox/database/connection.ts';
import { fillServices } from '../../sandbox/database/fill-services.ts';
import { startDatabaseServer } from '../../sandbox/database/server.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { dist } from '../support/dist.ts';
import { connect, mariadb, ownerOf, readerOf } from '../support/mariadb.ts';
import { mgrctl, sandboxFor, shellModule } from './helpers.ts';

/** A sandbox with a database, and the user of the panel's settings in it. */
async function withDatabase(
  options: Parameters<typeof sandboxFor>[0] = {},
): Promise<{ sandbox: RunningSandbox; reader: Connection }> {
  const sandbox = await sandboxFor({ database: await mariadb(), ...options });
  return { sandbox, reader: await connected(readerOf(sandbox.database)) };
}

async function connected(login: Parameters<typeof connect>[0]): Promise<Connection> {
  const connection = await connect(login);
  onTestFinished(() => connection.destroy());
  return connection;
}

async function rows(
  connection: Connection,
  sql: string,
  ...values: readonly (string | number)[]
): Promise<unknown> {
  return (await connection.query(sql, [...values]))[0];
}

const call = (sandbox: RunningSandbox, ...words: readonly string[]) => mgrctl(sandbox, words);

test('an order, its operation and its params stand there when the module is started', async () => {
  const { sandbox, reader } = await withDatabase();
  // it takes a turn of mgrctl, and nobody ends the operation
  shellModule(sandbox, 'mgrctl runningoperation.setmanual elid=$OP >/dev/null');
  const { item, operation } = await sandbox.order({
    tariff: '4601',
    ip: '192.0.2.1',
    licname: 'one',
    addons: { 4602: 2 },
  });
  expect(
    await rows(
      reader,
      `SELECT item.status, item.period, item.account, pm.module, type.intname AS itemtype,
         tariff.intname AS tariff, tariff.parent, tariff.project
       FROM item JOIN pricelist AS tariff ON tariff.id = item.pricelist
       JOIN itemtype AS type ON type.id = tariff.itemtype
       JOIN processingmodule AS pm ON pm.id = item.processingmodule WHERE item.id = ?`,
      item,
    ),
  ).toEqual([
    {
      ...{ status: 1, period: 1, account: 1, module: 'pmcpbillmgr', itemtype: 'soft' },
      ...{ tariff: '4601-ISPmanager Business', parent: null, project: 1 },
    },
  ]);
  expect(
    await rows(reader, 'SELECT intname, value FROM itemparam WHERE item = ? ORDER BY id', item),
  ).toEqual([
    { intname: 'ip', value: '192.0.2.1' },
    { intname: 'licname', value: 'one' },
  ]);
  expect(
    await rows(
      reader,
      `SELECT given.intname, given.addontype, given.billtype, given.addonlimit, ordered.intvalue,
         measure.intname AS measure
       FROM item JOIN pricelist AS given ON given.parent = item.pricelist
       LEFT JOIN item AS ordered ON ordered.parent = item.id AND ordered.pricelist = given.id
       LEFT JOIN measure ON measure.id = given.measure WHERE item.id = ?`,
      item,
    ),
  ).toEqual([
    {
      ...{ intname: '4602', addontype: 2, billtype: 2, addonlimit: 1, intvalue: 2 },
      measure: 'unit',
    },
  ]);
  expect(
    await rows(
      reader,
      'SELECT intname, trycount, manual FROM runningoperation WHERE id = ?',
      operation,
    ),
  ).toEqual([{ intname: 'open', trycount: 1, manual: 'on' }]);
});

test('each call of mgrctl that changed something shows it before it answers', async () => {
  const { sandbox, reader } = await withDatabase();
  shellModule(sandbox, 'true');
  const { item, operation } = await sandbox.order({ tariff: '3541', ip: '192.0.2.1' });
  const one = async (sql: string) => JSON.stringify(await rows(reader, sql, item));
  const status = () => one('SELECT status FROM item WHERE id = ?');
  await call(
    sandbox,
    'task.edit',
    `item=${item}`,
    `runningoperation=${operation}`,
    'type=7',
    'sok=ok',
  );
  expect(await one('SELECT type, status FROM task WHERE item = ?')).toBe(
    '[{"type":"7","status":0}]',
  );
  await call(sandbox, 'runningoperation.edit', `elid=${operation}`, 'errorxml=<doc/>', 'sok=ok');
  expect(await one('SELECT errorxml FROM runningoperation WHERE item = ?')).toContain('<doc/>');
  await call(sandbox, 'service.postopen', `elid=${item}`, 'sok=ok');
  expect(await status()).toBe('[{"status":5}]');
  expect(await one('SELECT * FROM runningoperation WHERE item = ?')).toBe('[]');
  await call(sandbox, 'soft.open', `elid=${item}`, 'sok=ok');
  expect(await status()).toBe('[{"status":2}]');
  await call(sandbox, 'service.setexpiredate', `elid=${item}`, 'expiredate=2031-02-28', 'sok=ok');
  expect(await one('SELECT expiredate, opendate IS NULL AS fresh FROM item WHERE id = ?')).toBe(
    '[{"expiredate":"2031-02-28","fresh":0}]',
  );
  await call(sandbox, 'service.postsuspend', `elid=${item}`, 'sok=ok');
  expect(await status()).toBe('[{"status":3}]');
  await call(sandbox, 'service.postresume', `elid=${item}`, 'sok=ok');
  expect(await status()).toBe('[{"status":2}]');
  await call(sandbox, 'service.saveparam', `elid=${item}`, 'name=a', 'value=1', 'sok=ok');
  await call(sandbox, 'service.saveparam', `elid=${item}`, 'name=a', 'value=2', 'sok=ok');
  await call(sandbox, 'service.saveparam', `elid=${item}`, 'name=b', 'value=3', 'sok=ok');
  await call(sandbox, 'service.dropparam', `elid=${item}`, 'name=b', 'sok=ok');
  expect(await one('SELECT intname, value FROM itemparam WHERE item = ? ORDER BY intname')).toBe(
    '[{"intname":"a","value":"2"},{"intname":"ip","value":"192.0.2.1"}]',
  );
  await call(sandbox, 'processing.setconfig', 'elid=1', 'config=<doc/>');
  expect(await rows(reader, 'SELECT config, active FROM processingmodule WHERE id = 1')).toEqual([
    { config: '<doc/>', active: 'on' },
  ]);
  await call(sandbox, 'service.postclose', `elid=${item}`, 'sok=ok');
  expect(await status()).toBe('[{"status":4}]');
});

test('crypted params and settings of a module can be read with the key that CryptKey names', async () => {
  const { sandbox, reader } = await withDatabase();
  const item = sandbox.addService({ tariff: '3541' });
  await call(
    sandbox,
    'service.saveparam',
    `elid=${item}`,
    ...['name=userpassword', 'value=Пароль 1', 'crypted=on', 'sok=ok'],
  );
  const key = readFileSync(join(sandbox.root, 'etc/billmgr.pem'));
  const decrypted = (found: unknown): string[] =>
    JSON.parse(JSON.stringify(found)).map((row: { value: string }) =>
      privateDecrypt(
        { key, padding: constants.RSA_PKCS1_PADDING },
        Buffer.from(row.value, 'base64'),
      ).toString(),
    );
  expect(
    decrypted(await rows(reader, 'SELECT value FROM itemcryptedparam WHERE item = ?', item)),
  ).toEqual(['Пароль 1']);
  expect(await rows(reader, 'SELECT * FROM itemparam WHERE item = ?', item)).toEqual([]);
  expect(
    decrypted(
      await rows(
        reader,
        "SELECT value FROM processingcryptedparam WHERE processingmodule = 1 AND intname = 'password'",
      ),
    ),
  ).toEqual([sandbox.password]);
  expect(
    await rows(
      reader,
      'SELECT intname, value FROM processingparam WHERE processingmodule = 1 ORDER BY intname',
    ),
  ).toEqual([
    { intname: 'url', value: sandbox.url },
    { intname: 'username', value: sandbox.username },
  ]);
});

test('resources of every kind stand in the database and in the forms', async () => {
  const { sandbox, reader } = await withDatabase();
  const tariff = sandbox.addTariff(1, {
    itemtype: 'soft',
    intname: '77-all kinds',
    name: 'All kinds',
    resources: [
      {
        ...{ intname: 'disk disc', name: 'Disk', measure: 'gib', addonlimit: 5, addonmax: 50 },
        ...{ addonlimittrial: 1, addonmaxtrial: 3 },
      },
      { intname: 'backup', name: 'Backup', addontype: 'boolean', addonbool: 'off' },
      {
        ...{ intname: '', itemtype: 'ostempl', name: 'System', addontype: 'enumeration' },
        enumeration: { intname: 'systems', values: ['debian', 'alma'] },
      },
      { intname: 'traffic', name: 'Traffic', billtype: 'statistics', addonmax: 9, active: 'off' },
      { intname: 'panel', name: 'Panel', billtype: 'compound' },
      { intname: 'panel_lite', name: 'Lite', compound: 'panel', addontype: 'boolean' },
    ],
  });
  const item = sandbox.addService({
    tariff: '77',
    addons: {
      disc: { amount: 2, frozen: { addonlimit: 4 } },
      backup: true,
      ostempl: 'alma',
    },
  });
  await sandbox.showInDatabase();
  const found = await rows(
    reader,
    `SELECT p.intname, t.intname AS type, t.parent IS NULL AS whole, p.addontype, p.billtype,
       p.addonlimit, p.addonmaxtrial, p.active, p.compound, pe.intname AS usual,
       a.intvalue, a.addonlimit AS frozen, a.boolvalue, ie.intname AS chosen
     FROM pricelist p JOIN itemtype t ON t.id = p.itemtype
     LEFT JOIN item a ON a.parent = ? AND a.pricelist = p.id
     LEFT JOIN enumerationitem pe ON pe.id = p.enumerationitem
     LEFT JOIN enumerationitem ie ON ie.id = a.enumerationitem
     WHERE p.parent = ? ORDER BY p.id`,
    item,
    tariff,
  );
  expect(found).toMatchObject([
    {
      ...{ intname: 'disk disc', type: 'disk', whole: 0, addontype: 2, billtype: 2 },
      ...{ addonlimit: 5, addonmaxtrial: 3, intvalue: 2, frozen: 4, boolvalue: null },
    },
    { intname: 'backup', addontype: 1, boolvalue: 'on', intvalue: null },
    { intname: '', type: 'ostempl', addontype: 3, usual: 'debian', chosen: 'alma' },
    { intname: 'traffic', billtype: 3, active: 'off', intvalue: null },
    { intname: 'panel', billtype: 4, compound: null },
    { intname: 'panel_lite', compound: tariff + 5 },
  ]);
  shellModule(sandbox, 'true');
  await sandbox.setparam(item, { addons: { disk: 3, backup: false, ostempl: 'debian' } });
  expect(
    await rows(
      reader,
      `SELECT intvalue, boolvalue, enumerationitem, addonlimit FROM item WHERE parent = ?
       ORDER BY pricelist`,
      item,
    ),
  ).toEqual([
    { intvalue: 3, boolvalue: null, enumerationitem: null, addonlimit: 4 },
    { intvalue: null, boolvalue: 'off', enumerationitem: null, addonlimit: null },
    { intvalue: null, boolvalue: null, enumerationitem: 1, addonlimit: null },
  ]);
  const form = (await call(sandbox, 'soft.edit', `elid=${item}`)).stdout;
  // what is off, or chosen in place of another, is shown only to whom has it
  expect([...form.matchAll(/<addon_(\d+)>([^<]*)</g)].map(match => match.slice(1))).toEqual([
    [String(tariff + 1), '3'],
    [String(tariff + 2), 'off'],
    [String(tariff + 3), '1'],
    [String(tariff + 5), '0'],
  ]);
  const disk = (await call(sandbox, 'pricelist.edit', `elid=${tariff + 1}`)).stdout;
  for (const field of [
    '<intname>disk disc</intname>',
    '<measure>3</measure>',
    '<addontype>2</addontype>',
    '<addonmaxtrial>3</addonmaxtrial>',
    '<itemtype_intname>disk</itemtype_intname>',
  ])
    expect(disk).toContain(field);
  expect((await call(sandbox, 'enumerationitem.edit', 'elid=2')).stdout).toContain(
    '<intname>alma</intname>',
  );
  const gib = (await call(sandbox, 'measure.edit', 'elid=3')).stdout;
  expect(gib).toContain('<lessmeasure>2</lessmeasure><relation>1024</relation>');
});

test('a product type has the name in the database that a setting gives it', async () => {
  const { sandbox, reader } = await withDatabase();
  const names = () => rows(reader, "SELECT intname FROM itemtype WHERE intname = 'storage'");
  expect(await names()).toEqual([]);
  sandbox.set('storage_itemtype', 'storage');
  await sandbox.showInDatabase();
  expect(await names()).toEqual([{ intname: 'storage' }]);
});

test('a service below another service is a service', async () => {
  const { sandbox, reader } = await withDatabase();
  const license = sandbox.addService({ tariff: '3541', ip: '192.0.2.1' });
  const module = sandbox.addService({ tariff: '55361', parent: license });
  await sandbox.showInDatabase();
  expect(sandbox.services().map(({ id }) => id)).toEqual([license, module]);
  expect((await call(sandbox, 'addition.edit', `elid=${module}`)).stdout).toContain(
    `<parent>${license}</parent>`,
  );
  expect(await rows(reader, 'SELECT parent FROM item WHERE id = ?', module)).toEqual([
    { parent: license },
  ]);
});

test('what a killed mgrctl has saved is shown in the database all the same', async () => {
  const { sandbox, reader } = await withDatabase();
  const item = sandbox.addService({ tariff: '3541' });
  await sandbox.showInDatabase();
  const owner = await connected(ownerOf(sandbox.database));
  await owner.query('LOCK TABLES itemparam WRITE');
  const killed = spawn(
    join(sandbox.root, 'sbin/mgrctl'),
    ['-m', 'billmgr', 'service.saveparam', `elid=${item}`, 'name=a', 'value=1', 'sok=ok'],
    { cwd: sandbox.root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let answer = '';
  killed.stdout.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  const exit = new Promise(resolve => killed.once('exit', (_code, signal) => resolve(signal)));
  // the table is locked for it: it has saved the param, and waits
  await expect
    .poll(() => rows(owner, 'SHOW PROCESSLIST'), { timeout: 120_000 })
    .toContainEqual(expect.objectContaining({ State: expect.stringMatching(/lock/i) }));
  killed.kill('SIGKILL');
  expect(await exit).toBe('SIGKILL');
  expect(answer).toBe('');
  await owner.query('UNLOCK TABLES');
  expect(sandbox.service(item).params).toEqual({ a: '1' });
  const saved = () => rows(reader, 'SELECT intname, value FROM itemparam WHERE item = ?', item);
  await sandbox.showInDatabase();
  expect(await saved()).toEqual([{ intname: 'a', value: '1' }]);
});

test('the executable shows what it does as the sources do', async () => {
  const { sandbox, reader } = await withDatabase({ dist: dist() });
  const { item, ended } = await sandbox.order({ tariff: '3541', ip: '192.0.2.1', licname: 'one' });
  expect(ended).toBe(true);
  const [license] = sandbox.upstreamServices();
  expect(await rows(reader, 'SELECT status FROM item WHERE id = ?', item)).toEqual([{ status: 2 }]);
  expect(
    await rows(reader, "SELECT value FROM itemparam WHERE item = ? AND intname = 'lickey'", item),
  ).toEqual([{ value: license?.lickey }]);
});

test('the user of the settings may read and nothing else; another password is refused', async () => {
  const { sandbox, reader } = await withDatabase();
  const other = await sandboxFor({ database: await mariadb() });
  await expect(reader.query("UPDATE item SET name = 'x'")).rejects.toMatchObject({
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
  await expect(reader.query('SELECT * FROM ??.item', [other.database.name])).rejects.toMatchObject({
    code: 'ER_TABLEACCESS_DENIED_ERROR',
  });
  const login = readerOf(sandbox.database);
  await expect(connect({ ...login, password: 'wrong' })).rejects.toMatchObject({
    code: 'ER_ACCESS_DENIED_ERROR',
  });
  const file = join(sandbox.root, 'etc/billmgr.conf.d/db.conf');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8').split('\n')).toEqual([
    'DBHost localhost',
    `DBUser ${login.user}`,
    `DBPassword ${login.password}`,
    `DBName ${sandbox.database.name}`,
    `DBSocket ${login.socket}`,
    'CryptKey etc/billmgr.pem',
    '',
  ]);
});

test('a server of its own keeps the world and the user over a restart, and ends with the sandbox', async () => {
  const first = await sandboxFor({ database: true });
  const login = readerOf(first.database);
  const item = first.addService({ tariff: '3541', ip: '192.0.2.1' });
  await first.close();
  await expect(connect(login)).rejects.toMatchObject({ code: 'ENOENT' });
  const again = await sandboxFor({ dir: first.dir, database: true });
  expect(readerOf(again.database)).toEqual(login);
  const reader = await connected(login);
  expect(await rows(reader, 'SELECT value FROM itemparam WHERE item = ?', item)).toEqual([
    { value: '192.0.2.1' },
  ]);
  await again.close();
  const without = await sandboxFor({ dir: first.dir });
  expect(existsSync(join(without.root, 'etc/billmgr.conf.d/db.conf'))).toBe(false);
  without.addService({ tariff: '3541' });
  expect(without.billing.store.all('SELECT * FROM mirror_change')).toEqual([]);
});

test('while the server is away mgrctl goes on, and what it did is shown when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-server-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = await startDatabaseServer(folder);
  const sandbox = await sandboxFor({ database: first });
  const item = sandbox.addService({ tariff: '3541' });
  const save = (name: string) =>
    call(sandbox, 'service.saveparam', `elid=${item}`, `name=${name}`, 'value=1', 'sok=ok');
  await save('a');
  await first.stop();
  expect(await save('b')).toMatchObject({ status: 0 });
  // with the connection from before
  await sandbox.showInDatabase();
  const second = await startDatabaseServer(folder);
  onTestFinished(() => second.stop());
  await sandbox.showInDatabase();
  const reader = await connected(readerOf(sandbox.database));
  expect(await rows(reader, 'SELECT intname FROM itemparam ORDER BY intname')).toEqual([
    { intname: 'a' },
    { intname: 'b' },
  ]);
});

test('a sandbox that is killed leaves no server behind; started again it has its world', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'sandbox-killed-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const main = join(import.meta.dirname, '../../src/main/main.ts');
  const killed = spawn(process.execPath, [main, 'sandbox', 'start', '--database', '--dir', dir], {
    env: { PATH: '/usr/bin:/bin', HOME: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = new Promise(resolve => killed.once('close', resolve));
  let banner = '';
  for await (const chunk of killed.stdout) {
    banner += chunk;
    if (banner.includes('All commands')) break;
  }
  expect(banner).toContain(`database       billmgr, socket ${dir}/database/socket`);
  killed.kill('SIGKILL');
  await closed;
  await expect
    .poll(() => existsSync(join(dir, 'database/socket')), { timeout: 120_000 })
    .toBe(false);
  const sandbox = await sandboxFor({ dir, database: true });
  const reader = await connected(readerOf(sandbox.database));
  expect(await rows(reader, 'SELECT count(*) AS modules FROM processingmodule')).toEqual([
    { modules: 2 },
  ]);
});

test('thousands of services are filled in', async () => {
  const { sandbox, reader } = await withDatabase();
  const owner = await connected(ownerOf(sandbox.database));
  const ours = await fillServices(owner, 5_000, { processingmodule: 1, pricelist: 1 });
  expect(ours).toBe(500);
  expect(
    await rows(
      reader,
      `SELECT count(*) AS ours FROM item JOIN pricelist ON pricelist.id = item.pricelist
       WHERE item.processingmodule = 1 AND pricelist.parent IS NULL`,
    ),
  ).toEqual([{ ours }]);
  expect(await rows(reader, 'SELECT count(*) AS all_of_them FROM item')).toEqual([
    { all_of_them: 9_500 },
  ]);
});
