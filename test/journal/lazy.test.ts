import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sqliteJournal } from '../../src/journal/sqlite-journal.ts';
import { tempFile } from './support/temp.ts';

test('a journal that is asked nothing makes no state file', async () => {
  const file = tempFile();
  await sqliteJournal({ file }).dispose();
  expect(existsSync(file)).toBe(false);
});

test('the state file is made at the first question', async () => {
  const file = tempFile();
  const journal = sqliteJournal({ file });
  expect(await journal.recall('fact')).toBeNull();
  expect(existsSync(file)).toBe(true);
  await journal.dispose();
});

test('a file that cannot be opened is told by each question', async () => {
  const journal = sqliteJournal({ file: tempFile(), mustExist: true });
  for (let turn = 0; turn < 2; turn += 1)
    await expect(journal.recall('fact')).rejects.toMatchObject({ type: 'state_unusable' });
  await journal.dispose();
});

test('what has been disposed of is not opened any more', async () => {
  const file = tempFile();
  const journal = sqliteJournal({ file });
  await journal.dispose();
  await expect(journal.recall('fact')).rejects.toMatchObject({ type: 'internal' });
  expect(existsSync(file)).toBe(false);
});
