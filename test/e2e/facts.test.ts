import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startDatabaseServer } from '../../sandbox/database/server.ts';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { folder } from '../crash/box.ts';
import { connect, ownerOf } from '../support/mariadb.ts';
import { logOf, sandbox } from './support.ts';

/*
 * What becomes of operations where BILLmanager's database cannot be read.
 */

const ACTIVE = 2;
const WISH = { tariff: '3541', ip: '192.0.2.10' };
const CANNOT = /WARNING BILLmanager's database cannot be read \(([^\n]*)\); its forms are asked/g;

/** Why the forms were asked, once for each call that had to. */
const reasons = (box: RunningSandbox): (string | undefined)[] =>
  [...logOf(box).matchAll(CANNOT)].map(match => match[1]);

function changeSettings(box: RunningSandbox, change: (text: string) => string): void {
  const file = join(box.root, 'etc/billmgr.conf.d/db.conf');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

function changeConf(box: RunningSandbox, before: string, after: string): void {
  const file = join(box.root, 'etc/cpbillmgr.conf');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(before);
  writeFileSync(file, text.replace(before, after));
}

async function asOwner(box: RunningSandbox, sql: string, values: readonly string[]): Promise<void> {
  const connection = await connect(ownerOf(box.database));
  await connection.query(sql, [...values]);
  connection.destroy();
}

async function expectSold(box: RunningSandbox): Promise<void> {
  const opened = await box.order(WISH);
  expect(opened).toMatchObject({ exitCode: 0, stdout: '', stderr: '', ended: true });
  expect(box.service(opened.item).status).toBe(ACTIVE);
  expect(await box.prolong(opened.item)).toMatchObject({ exitCode: 0, ended: true });
  expect(box.charges()).toHaveLength(2);
}

describe('an operation goes on by forms, and one line of the log says why', () => {
  test('without a server', async () => {
    const box = await sandbox();
    changeSettings(box, text => text.replace(/^DBSocket .*$/m, 'DBSocket /nowhere/socket'));
    await expectSold(box);
    expect(reasons(box)).toEqual(Array(2).fill(expect.stringContaining('ENOENT')));
  });

  test('with a wrong password, which is not told', async () => {
    const box = await sandbox();
    changeSettings(box, text => text.replace(/^DBPassword .*$/m, 'DBPassword not this one'));
    await expectSold(box);
    expect(reasons(box)).toEqual(Array(2).fill(expect.stringContaining('Access denied')));
    expect(logOf(box)).not.toContain('not this one');
  });

  test('without the right to read', async () => {
    const box = await sandbox();
    const { name, user } = box.database;
    await asOwner(box, 'REVOKE SELECT ON ??.* FROM ?@localhost', [name, user]);
    await expectSold(box);
    expect(reasons(box)).toEqual(Array(2).fill(expect.stringContaining('denied')));
  });

  test('without a table, and without a column', async () => {
    const box = await sandbox();
    await asOwner(box, 'ALTER TABLE itemtype DROP COLUMN intname', []);
    await expectSold(box);
    expect(reasons(box)).toEqual(Array(2).fill(expect.stringContaining('intname')));
  });

  test('without settings, where mgrctl names a database that nobody has', async () => {
    const box = await sandbox();
    rmSync(join(box.root, 'etc/billmgr.conf.d/db.conf'));
    await expectSold(box);
    expect(reasons(box)).toHaveLength(2);
  });

  test('while the server starts again', async () => {
    const server = await startDatabaseServer(join(folder(), 'server'));
    const box = await sandbox({ server });
    const opened = await box.order(WISH);
    expect(reasons(box)).toEqual([]);
    await server.stop();
    expect(await box.prolong(opened.item)).toMatchObject({ exitCode: 0, ended: true });
    expect(reasons(box)).toHaveLength(1);
    const again = await startDatabaseServer(join(server.socket, '..'));
    onTestFinished(() => again.stop());
    await box.showInDatabase();
    expect(await box.suspend(opened.item)).toMatchObject({ exitCode: 0, ended: true });
    expect(reasons(box)).toHaveLength(1);
    expect(box.charges()).toHaveLength(2);
  });
});

test('a connection that is cut in the middle of an operation is opened again', async () => {
  const box = await sandbox();
  await box.order(WISH);
  const owner = await connect(ownerOf(box.database));
  onTestFinished(() => owner.destroy());
  // the answer to the order comes when nobody has a connection any more
  box.addFault({ side: 'upstream', func: 'soft.checkip', action: 'delay:500', count: 1 });
  const running = box.order({ ...WISH, ip: '192.0.2.11' });
  await expect
    .poll(() => box.calls('upstream').filter(each => each.func === 'soft.checkip').length, {
      timeout: 120_000,
    })
    .toBe(2);
  const [found] = await owner.query(
    'SELECT id FROM information_schema.processlist WHERE user = ?',
    [box.database.user],
  );
  for (const { id } of Array.isArray(found) ? (found as { id: number }[]) : [])
    await owner.query('KILL ?', [id]);
  expect(await running).toMatchObject({ exitCode: 0, ended: true });
  expect(reasons(box)).toEqual([]);
  expect(box.charges()).toHaveLength(2);
});

describe('the conf', () => {
  test('facts = database: the operation waits for the next try, no form is asked', async () => {
    const box = await sandbox({ conf: '[billmanager]\nfacts = database\n' });
    const settings = readFileSync(join(box.root, 'etc/billmgr.conf.d/db.conf'), 'utf8');
    changeSettings(box, text => text.replace(/^DBPassword .*$/m, 'DBPassword wrong'));
    const opened = await box.order(WISH);
    expect(opened).toMatchObject({ exitCode: 1, ended: false });
    expect(opened.stdout).toContain('billing_unreachable');
    const asked = box.calls('mgrctl').filter(each => each.params['sok'] === undefined);
    expect(asked).toEqual([]);
    expect(box.tasks()).toEqual([]);
    changeSettings(box, () => settings);
    expect(await box.retry(opened.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(1);
  });

  test('facts = forms: the database is not asked', async () => {
    const box = await sandbox();
    changeConf(box, 'facts = auto', 'facts = forms');
    changeSettings(box, text => text.replace(/^DBSocket .*$/m, 'DBSocket /nowhere/socket'));
    await expectSold(box);
    expect(reasons(box)).toEqual([]);
  });

  test('a user of its own that may only read', async () => {
    const box = await sandbox();
    const user = `own${box.database.name.slice(-12)}`;
    const { name } = box.database;
    const sql =
      "CREATE USER ?@localhost IDENTIFIED BY 'a b;c'; GRANT SELECT ON ??.* TO ?@localhost";
    await asOwner(box, sql, [user, name, user]);
    changeConf(box, 'facts = auto', `user = ${user}\npassword = "a b;c"`);
    changeSettings(box, text => text.replace(/^DBPassword .*$/m, 'DBPassword wrong'));
    await expectSold(box);
    expect(reasons(box)).toEqual([]);
    await asOwner(box, 'DROP USER ?@localhost', [user]);
  });
});
