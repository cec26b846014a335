import { closeSync, openSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { stateFault } from '../../src/journal/faults.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { checkStateFile } from './integrity.ts';
import { Child, scriptOf } from './support/child.ts';
import { raw } from './support/raw.ts';
import { tempFile, tempFolder, tempJournal } from './support/temp.ts';

const KEY = { command: 'open', item: '1', runningOperation: null };

/** A closed state file with enough in it to have many pages. */
async function filledFile(): Promise<string> {
  const file = tempFile();
  const journal = await openJournal({ file });
  for (let i = 0; i < 20; i++) await journal.remember(`fact ${i}`, 'x'.repeat(3000));
  await journal.dispose();
  return file;
}

describe('an error of SQLite', () => {
  test.each([
    ['SQLITE_BUSY', 'state_unusable', 'passing'],
    ['SQLITE_BUSY_SNAPSHOT', 'state_unusable', 'passing'],
    ['SQLITE_LOCKED', 'state_unusable', 'passing'],
    ['SQLITE_FULL', 'state_unusable', 'passing'],
    ['SQLITE_IOERR_FSYNC', 'state_unusable', 'passing'],
    ['SQLITE_READONLY_DBMOVED', 'state_unusable', 'passing'],
    ['SQLITE_CANTOPEN', 'state_unusable', 'passing'],
    ['EROFS', 'state_unusable', 'passing'],
    ['SQLITE_CORRUPT', 'state_corrupt', 'final'],
    ['SQLITE_CORRUPT_INDEX', 'state_corrupt', 'final'],
    ['SQLITE_NOTADB', 'state_corrupt', 'final'],
    ['SQLITE_IOERR_CORRUPTFS', 'state_corrupt', 'final'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'internal', 'passing'],
  ])('%s is %s', (code, type, kind) => {
    const error = Object.assign(new Error('text'), { code });
    expect(stateFault(error, '/state.db')).toMatchObject({ type, kind, object: '/state.db' });
  });

  test('that is none is internal, and a Fault stays itself', () => {
    expect(stateFault(new TypeError('closed'), '/state.db')).toMatchObject({ type: 'internal' });
    const fault = new Fault('service_busy');
    expect(stateFault(fault, '/state.db')).toBe(fault);
  });
});

describe('a damaged file', () => {
  test('that is no database is told on opening', async () => {
    const file = tempFile();
    writeFileSync(file, 'This is a text and no database. '.repeat(100), { mode: 0o600 });
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'state_corrupt',
      kind: 'final',
      object: file,
    });
  });

  test('that was cut is told on opening', async () => {
    const file = await filledFile();
    truncateSync(file, statSync(file).size / 2);
    await expect(openJournal({ file })).rejects.toMatchObject({ type: 'state_corrupt' });
  });

  test('whose schema is overwritten is told on opening', async () => {
    const file = await filledFile();
    overwrite(file, 100, 3900);
    await expect(openJournal({ file })).rejects.toMatchObject({ type: 'state_corrupt' });
  });

  test('whose rows are overwritten is told by the first call that meets them, and by the full check', async () => {
    const file = await filledFile();
    expect(await checkStateFile(file)).toEqual([]);
    const page = raw(file, database =>
      rootPage(
        database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'fact'").pluck().get(),
      ),
    );
    overwrite(file, (page - 1) * 4096, 4096);
    const journal = await tempJournal({ file });
    await expect(journal.recall('fact 1')).rejects.toMatchObject({ type: 'state_corrupt' });
    expect(await checkStateFile(file)).not.toEqual([]);
  });

  test('that lacks a table is told on opening', async () => {
    const file = await filledFile();
    raw(file, database => database.exec('DROP TABLE step; DROP TABLE operation'));
    await expect(openJournal({ file })).rejects.toMatchObject({ type: 'state_corrupt' });
  });

  function overwrite(file: string, from: number, bytes: number): void {
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, Buffer.alloc(bytes, 0xa5), 0, bytes, from);
    closeSync(descriptor);
  }

  function rootPage(value: unknown): number {
    return Number(value);
  }
});

describe('a file that cannot be used now', () => {
  test.each([
    ['a read-only file in a read-only folder', '400', '500'],
    ['a read-only file', '400', '700'],
    ['a read-only folder', '600', '500'],
    ['a folder that may not be entered', '600', '000'],
  ])('because it is %s is a passing fault', async (_, fileMode, folderMode) => {
    const child = Child.run('begin-without-rights', tempFolder(), fileMode, folderMode);
    expect(await child.answer()).toBe('state_unusable');
  });

  test('because another process writes for too long is a passing fault', async () => {
    const file = tempFile();
    const journal = await tempJournal({ file, busyMs: 200 });
    const holder = Child.run('hold-transaction', file);
    await holder.line();
    await expect(journal.begin(KEY, '3', {})).rejects.toMatchObject({
      type: 'state_unusable',
      kind: 'passing',
    });
    await holder.kill();
    expect(await journal.recall('half')).toBeNull();
    expect(await journal.begin(KEY, '3', {})).toMatchObject({ kind: 'new' });
  });

  test('because the disk is full is a passing fault, and nothing told before is lost', async () => {
    const file = tempFile();
    // a limit on the size of files stands in for the disk; its signal is ignored so that writes
    // fail instead
    const limited = new Child('sh', [
      '-c',
      'trap "" XFSZ; ulimit -f 1000; exec "$0" "$@"',
      process.execPath,
      scriptOf('order-forever'),
      file,
      '1',
    ]);
    const told: unknown[] = [];
    for (;;) {
      const answer = await limited.answer();
      told.push(answer);
      if (typeof answer === 'object' && answer !== null && 'fault' in answer) break;
    }
    expect(told.at(-1)).toMatchObject({ fault: 'state_unusable' });
    const journal = await tempJournal({ file });
    const settled = told.filter(each => JSON.stringify(each).includes('settled'));
    expect(settled.length).toBeGreaterThan(5);
    expect((await journal.licenses({})).length).toBe(settled.length);
    expect(await journal.begin({ ...KEY, item: 'next' }, '3', {})).toMatchObject({ kind: 'new' });
    expect(await checkStateFile(file)).toEqual([]);
  });
});

test('a journal that is closed says so', async () => {
  const journal = await tempJournal();
  await journal.dispose();
  await expect(journal.licenseOf('117')).rejects.toMatchObject({ type: 'internal' });
});

test('a promise costs about a millisecond', async () => {
  const journal = await tempJournal();
  const { operation } = await journal.begin(KEY, '3', {});
  const timed = async (what: string, count: number, act: (index: number) => Promise<unknown>) => {
    const started = performance.now();
    for (let i = 0; i < count; i++) await act(i);
    console.log(`${what}: ${((performance.now() - started) / count).toFixed(3)} ms`);
  };
  await timed('intend', 100, i => journal.intend(operation.id, `step ${i}`, {}));
  await timed('reserveRequest', 500, () => journal.reserveRequest('account', 1000));
  await timed(
    'lock and release',
    200,
    async () => await (await journal.lock('item 1', 0))?.release(),
  );
  expect(await journal.steps(operation.id)).toHaveLength(100);
});
