import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { giveAway } from '../support/give-away.ts';
import { afterwards, tempFile, tempFolder, tempJournal } from './support/temp.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const KEY = { command: 'open', item: '1', runningOperation: null };

test.each([0o000, 0o022, 0o777])(
  'folder and files belong to nobody else, whatever the umask (%i)',
  async umask => {
    const file = join(tempFolder(), 'var', 'cpbillmgr', 'state.db');
    mkdirSync(join(file, '..', '..'));
    const before = process.umask(umask);
    afterwards(() => void process.umask(before));
    const journal = await tempJournal({ file });
    await journal.begin(KEY, '3', {});
    process.umask(before);
    expect(modeOf(join(file, '..'))).toBe('700');
    for (const path of [file, `${file}-wal`, `${file}-shm`]) expect(modeOf(path)).toBe('600');
  },
);

describe('exposed', () => {
  test.each([0o640, 0o604, 0o620, 0o602, 0o601, 0o666])(
    'a file of mode %i is refused before it is opened',
    async mode => {
      const file = tempFile();
      await (await openJournal({ file })).dispose();
      chmodSync(file, mode);
      await expect(openJournal({ file })).rejects.toMatchObject({
        type: 'state_exposed',
        kind: 'final',
        object: file,
        value: mode.toString(8),
      });
    },
  );

  test.each(['-wal', '-shm'])('a readable %s file is refused', async suffix => {
    const file = tempFile();
    const journal = await tempJournal({ file });
    await journal.begin(KEY, '3', {});
    chmodSync(`${file}${suffix}`, 0o644);
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'state_exposed',
      object: `${file}${suffix}`,
    });
  });

  test('a folder in which others may exchange the file is refused', async () => {
    const file = tempFile();
    chmodSync(join(file, '..'), 0o777);
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'state_folder_exposed',
      value: '777',
    });
  });

  test('a sticky folder is one in which others may make files: a journal of theirs would be read as ours', async () => {
    const file = tempFile();
    chmodSync(join(file, '..'), 0o1777);
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'path_exposed',
      object: join(file, '..'),
      value: '1777',
    });
  });

  test('a folder above it in which others may exchange it is refused', async () => {
    const file = join(tempFolder(), 'var', 'cpbillmgr', 'state.db');
    await (await openJournal({ file })).dispose();
    const folder = join(file, '..', '..');
    chmodSync(folder, 0o777);
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'path_exposed',
      object: folder,
    });
    rmSync(join(file, '..'), { recursive: true });
    await expect(openJournal({ file })).rejects.toMatchObject({
      type: 'path_exposed',
      object: folder,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(['state.db-journal', 'state.db-wal'])(
    '%s that others may write to is refused, and so is one of somebody else',
    async name => {
      const file = tempFile();
      await (await openJournal({ file })).dispose();
      const beside = join(file, '..', name);
      writeFileSync(beside, '7');
      chmodSync(beside, 0o602);
      await expect(openJournal({ file })).rejects.toMatchObject({
        type: 'state_exposed',
        object: beside,
      });
      chmodSync(beside, 0o600);
      const theirs = giveAway(beside);
      await expect(openJournal({ file })).rejects.toMatchObject({
        type: 'state_exposed',
        object: beside,
        value: expect.stringContaining(theirs),
      });
    },
  );

  test('a folder that others may only read is accepted', async () => {
    const file = tempFile();
    chmodSync(join(file, '..'), 0o755);
    await (await openJournal({ file })).dispose();
  });

  test('a file of another user is refused', async () => {
    const file = tempFile();
    await (await openJournal({ file })).dispose();
    // only root can give a file away; anybody else takes the place of another user
    const root = process.geteuid?.() === 0;
    if (root) chownSync(file, 65534, 65534);
    const owner = statSync(file).uid;
    const spy = vi.spyOn(process, 'geteuid').mockReturnValue(root ? 0 : owner + 1);
    afterwards(() => spy.mockRestore());
    await expect(openJournal({ file })).rejects.toMatchObject({
      // an ordinary user's own folder is foreign as well then, and is met first
      type: root ? 'state_exposed' : 'state_folder_exposed',
      value: expect.stringContaining(`owner uid ${owner}`),
    });
  });
});

test('a symbolic link in place of the file is refused', async () => {
  const file = tempFile();
  const link = join(tempFolder(), 'state.db');
  await (await openJournal({ file })).dispose();
  symlinkSync(file, link);
  await expect(openJournal({ file: link })).rejects.toMatchObject({
    type: 'state_unusable',
    kind: 'final',
  });
});

test('a link to nowhere is refused and makes nothing', async () => {
  const target = tempFile();
  const link = join(tempFolder(), 'state.db');
  symlinkSync(target, link);
  await expect(openJournal({ file: link })).rejects.toMatchObject({
    type: 'state_unusable',
    kind: 'final',
  });
  expect(statSync(target, { throwIfNoEntry: false })).toBeUndefined();
});

test('a folder in place of the file is refused', async () => {
  const file = tempFile();
  mkdirSync(file);
  await expect(openJournal({ file })).rejects.toMatchObject({ type: 'state_corrupt' });
});

test('a plain file in place of the folder is refused', async () => {
  const place = tempFile();
  writeFileSync(place, '');
  await expect(openJournal({ file: join(place, 'state.db') })).rejects.toMatchObject({
    type: 'state_unusable',
  });
});

test('a missing file is not made when it must exist', async () => {
  const file = join(tempFolder(), 'var', 'state.db');
  await expect(openJournal({ file, mustExist: true })).rejects.toMatchObject({
    type: 'state_unusable',
    kind: 'final',
  });
  expect(statSync(join(file, '..'), { throwIfNoEntry: false })).toBeUndefined();
});

test('a linked folder is followed', async () => {
  const real = tempFolder();
  const link = join(tempFolder(), 'cpbillmgr');
  symlinkSync(real, link);
  await (await openJournal({ file: join(link, 'state.db') })).dispose();
  expect(modeOf(join(real, 'state.db'))).toBe('600');
});
