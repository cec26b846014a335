import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { databaseSettings } from '../../../src/billmanager/database/panel-settings.ts';
import { parseAnswer } from '../../../src/manager-api/answer.ts';
import type { Manager } from '../../../src/manager-api/manager.ts';

const OWN = { host: '', user: '', password: '', name: '', socket: '', ca: '' };

function root(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'etc/billmgr.conf.d'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, 'etc', file), text);
  return folder;
}

/** A panel whose `paramlist` answers this; `null`: it is not to be asked. */
const panel = (params: string | null): Manager => ({
  serverTime: () => null,
  call: async func =>
    params === null
      ? expect.unreachable(`${func} was asked`)
      : parseAnswer(Buffer.from(`<doc>${params}</doc>`)),
});

test('the lines of the panel’s conf, a value to the end of its line, the later file first', async () => {
  const folder = root({
    'billmgr.conf': 'DBHost localhost\nDBName old\nOption X\n',
    'billmgr.conf.d/db.conf':
      'DBName billmgr\r\nDBUser panel\nDBPassword p\'w  "x" #$; \nDBSocket /run/db.sock\n',
    'billmgr.conf.d/notes.txt': 'DBName never\n',
  });
  expect(await databaseSettings(folder, OWN, panel(null))).toEqual({
    socket: '/run/db.sock',
    host: 'localhost',
    port: 3306,
    user: 'panel',
    password: 'p\'w  "x" #$; ',
    names: ['billmgr'],
    ca: '',
    cryptKey: join(folder, 'etc/billmgr.pem'),
  });
});

test('mgrctl is asked where the files say nothing of it; both usual names are tried', async () => {
  const folder = root({ 'billmgr.conf': 'Option X\n' });
  const params =
    '<elem><DBUser>panel</DBUser></elem><elem><DBPassword/></elem><elem><CryptKey>/etc/key</CryptKey></elem>';
  expect(await databaseSettings(folder, OWN, panel(params))).toMatchObject({
    user: 'panel',
    password: '',
    names: ['billmgr', 'billmgr5'],
    cryptKey: '/etc/key',
  });
});

test('what the administrator says wins; a host of his is reached over the network', async () => {
  const folder = root({
    'billmgr.conf': 'DBHost localhost\nDBUser panel\nDBPassword theirs\nDBSocket /run/db.sock\n',
  });
  const own = { ...OWN, user: 'reader', password: 'ours' };
  expect(await databaseSettings(folder, own, panel(null))).toMatchObject({
    socket: '/run/db.sock',
    user: 'reader',
    password: 'ours',
  });
  const elsewhere = { ...own, host: 'db.example.com', name: 'bill', ca: 'PEM' };
  expect(await databaseSettings(root({}), elsewhere, panel(null))).toMatchObject({
    socket: '',
    host: 'db.example.com',
    names: ['bill'],
    ca: 'PEM',
  });
});
