import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { Child, race } from './support/child.ts';
import { raw } from './support/raw.ts';
import { tempFile, tempJournal } from './support/temp.ts';

test('the schema is the one of schema.sql', async () => {
  const file = tempFile();
  await tempJournal({ file });
  const dump = raw(file, database => [
    `PRAGMA application_id = ${database.pragma('application_id', { simple: true })};`,
    `PRAGMA user_version = ${database.pragma('user_version', { simple: true })};`,
    `PRAGMA journal_mode = ${database.pragma('journal_mode', { simple: true })};`,
    ...database
      .prepare(
        'SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY tbl_name, type DESC, name',
      )
      .pluck()
      .all()
      .map(sql => `${String(sql)};`),
  ]);
  await expect(`${dump.join('\n')}\n`).toMatchFileSnapshot('schema.sql');
});

test('a file that is up to date is opened without writing to it', async () => {
  const file = tempFile();
  await (await openJournal({ file })).dispose();
  const messages: string[] = [];
  const note = (text: string): void => void messages.push(text);
  const log = { debug: note, info: note, warning: note, error: note };
  // while another holds the write lock, any writing would wait and then fail
  const holder = new Database(file);
  holder.exec('BEGIN IMMEDIATE');
  const journal = await tempJournal({ file, log });
  expect(await journal.operations({})).toEqual([]);
  holder.close();
  expect(messages).toEqual([]);
});

test('a newer file is refused and left as it is', async () => {
  const file = tempFile();
  await (await openJournal({ file })).dispose();
  raw(file, database => database.pragma('user_version = 999'));
  await expect(openJournal({ file })).rejects.toMatchObject({
    type: 'state_newer',
    kind: 'final',
    value: '999',
  });
  expect(raw(file, database => database.pragma('user_version', { simple: true }))).toBe(999);
});

test("another program's database is refused and left as it is", async () => {
  const file = tempFile();
  writeFileSync(file, '', { mode: 0o600 });
  raw(file, database => database.exec('CREATE TABLE theirs (a)'));
  await expect(openJournal({ file })).rejects.toMatchObject({ type: 'state_corrupt' });
  const left = raw(file, database => [
    database.pragma('journal_mode', { simple: true }),
    database.prepare('SELECT name FROM sqlite_schema').pluck().all(),
  ]);
  expect(left).toEqual(['delete', ['theirs']]);
});

test('a copy that has lost the write-ahead log gets it back', async () => {
  const file = tempFile();
  await (await openJournal({ file })).dispose();
  raw(file, database => database.pragma('journal_mode = DELETE'));
  await tempJournal({ file });
  expect(raw(file, database => database.pragma('journal_mode', { simple: true }))).toBe('wal');
});

test('an empty file is filled, as one is left by a process that died before the schema', async () => {
  const file = tempFile();
  writeFileSync(file, '', { mode: 0o600 });
  const journal = await tempJournal({ file });
  expect(await journal.operations({})).toEqual([]);
});

test('twenty processes open a new file at once and all come out right', async () => {
  const file = tempFile();
  const answers = await race(20, index => Child.run('begin-once', file, String(index)));
  expect(answers).toHaveLength(20);
  for (const each of answers) expect(each).toMatchObject({ kind: 'new' });
  const journal = await tempJournal({ file });
  expect(await journal.operations({})).toHaveLength(20);
});

test('sixteen processes begin the same call at once and make one row', async () => {
  const file = tempFile();
  const answers = await race(16, () => Child.run('begin-once', file, '117'));
  const journal = await tempJournal({ file });
  expect(await journal.operations({})).toMatchObject([{ attempts: 16 }]);
  const kinds = answers.map(each => JSON.stringify(each));
  expect(kinds.filter(each => each.includes('"new"'))).toHaveLength(1);
});
