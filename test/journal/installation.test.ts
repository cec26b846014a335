import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../src/journal/migrations/index.ts';
import { HandClock } from './support/clock.ts';
import { license } from './support/license.ts';
import { raw } from './support/raw.ts';
import { tempFile, tempJournal } from './support/temp.ts';

const HERE = { id: 'aaaa', hardware: '1-2-3' };

test('a new journal has no mark and no machines, and begins when it is first asked', async () => {
  const clock = new HandClock('2026-03-01T12:00:00Z');
  const journal = await tempJournal({ clock });
  const begunAt = new Date('2026-03-01T12:00:00Z');
  const expected = { mark: null, begunAt, counter: 0, machines: [], catchingUp: null };
  expect(await journal.installation()).toEqual(expected);
  clock.advance(1000);
  expect(await journal.installation()).toEqual(expected);
});

test('the first mark that is drawn holds', async () => {
  const journal = await tempJournal();
  expect(await journal.drawMark('abcde')).toBe('abcde');
  expect(await journal.drawMark('fghij')).toBe('abcde');
  await journal.changeInstallation({ mark: 'fghij' });
  expect((await journal.installation()).mark).toBe('fghij');
});

test('machines are added once; a person may leave only one', async () => {
  const journal = await tempJournal();
  await journal.changeInstallation({ machine: HERE });
  await journal.changeInstallation({ machine: HERE });
  await journal.changeInstallation({ machine: { id: 'bbbb', hardware: '' } });
  expect((await journal.installation()).machines).toHaveLength(2);
  await journal.changeInstallation({ machine: HERE, onlyMachine: true });
  expect((await journal.installation()).machines).toEqual([HERE]);
});

test('the counter only rises', async () => {
  const journal = await tempJournal();
  await journal.changeInstallation({ counter: 7 });
  await journal.changeInstallation({ counter: 3, catchingUp: 'put_back' });
  expect(await journal.installation()).toMatchObject({ counter: 7, catchingUp: 'put_back' });
  await journal.changeInstallation({ catchingUp: null });
  expect((await journal.installation()).catchingUp).toBeNull();
});

test('one that was put back has told BILLmanager nothing that counts', async () => {
  const journal = await tempJournal();
  const list = { account: 'a', itemtype: 'soft' } as const;
  await journal.write([{ put: license({ ...list, licenseId: '1', status: 'active' }) }]);
  await journal.markSynced(list, new Map([['1', 'f']]));
  await journal.remember('problem 3 cpbillmgr_suspended_here 117', 'suspended');
  await journal.remember('balance', 1);
  await journal.changeInstallation({ catchingUp: 'put_back', counter: 9 });
  expect(await journal.licenses({})).toMatchObject([{ status: '' }]);
  expect([...(await journal.unsyncedRows(list, new Map([['1', 'f']]))).keys()]).toEqual(['1']);
  expect(await journal.recall('problem 3 cpbillmgr_suspended_here 117')).toBeNull();
  expect(await journal.recall('balance')).toMatchObject({ value: 1 });
});

test('a file of schema 2 keeps everything', async () => {
  const file = tempFile();
  const { database, close } = fileOfSchema2(file);
  database.exec(`
    INSERT INTO operation (id, command, item, module, state, attempts, facts, created_at, updated_at)
      VALUES (4, 'open', '117', '3', 'open', 1, '{}', '2026-01-02T03:04:05.000Z', '2026-01-02T03:04:05.000Z');
    INSERT INTO step (operation, name, intent, intended_at)
      VALUES (4, 'order', '{"remoteid":"117"}', '2026-01-02T03:04:06.000Z');
    INSERT INTO license (account, itemtype, license_id, item, module, state, preset, pricelist, tariff,
        period, ip, licname, addons, status, expiredate, client_period, updated_at)
      VALUES ('a', 'soft', '1', '117', '3', 'live', '', '1', '12', '1', '', '', '{}', 'active', '2026-04-01', 1, '2026-01-02T03:04:05.000Z'),
             ('a', 'soft', '2', '118', '3', 'live', '', '1', '', '', '', '', '{}', '', NULL, NULL, '2026-01-02T03:04:05.000Z')`);
  close();
  const journal = await tempJournal({ file });
  expect(await journal.installation()).toMatchObject({
    begunAt: new Date('2026-01-02T03:04:05Z'),
    mark: null,
  });
  expect(await journal.steps(4)).toMatchObject([
    { name: 'order', sendings: [{ boot: '', at: new Date('2026-01-02T03:04:06Z') }] },
  ]);
  expect(await journal.licenses({})).toMatchObject([
    { licenseId: '1', source: 'order', boughtUntil: '2026-04-01', remoteid: '', fingerprint: '' },
    { licenseId: '2', source: 'list', boughtUntil: null },
  ]);
});

/** As version 0.1.0 left it. */
function fileOfSchema2(file: string) {
  writeFileSync(file, '', { mode: 0o600 });
  raw(file, made => {
    for (const sql of MIGRATIONS.slice(0, 2)) made.exec(sql);
    made.pragma('application_id = 0x6370626d');
    made.pragma('user_version = 2');
  });
  const database = new Database(file);
  return { database, close: () => database.close() };
}
