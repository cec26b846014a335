import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { exposureOf, exposureOfEntry, openOwn, refuseExposed } from '../../src/base/exposure.ts';
import { giveAway } from '../support/give-away.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'exposure-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A folder or, with a text, a file; its folders are made. */
function made(path: string, text?: string): string {
  const whole = join(folder, path);
  mkdirSync(text === undefined ? whole : join(whole, '..'), { recursive: true });
  if (text !== undefined) writeFileSync(whole, text);
  return whole;
}

describe('nobody else can change', () => {
  test('a file of ours in folders of ours, though /tmp above them belongs to all', () => {
    expect(exposureOf(made('a/b/file', ''))).toBeNull();
  });

  test('what is not there yet, in a folder of ours', () => {
    expect(exposureOf(join(made('a'), 'b/c'))).toBeNull();
  });

  test('what a link of ours leads to, relative or absolute', () => {
    const file = made('real/file', '');
    symlinkSync('../real', join(made('a'), 'relative'));
    symlinkSync(file, join(folder, 'a/absolute'));
    expect(exposureOf(join(folder, 'a/relative/file'), join(folder, 'a/absolute'))).toBeNull();
  });

  test('an entry of ours in a sticky folder', () => {
    const file = made('sticky/mine/file', '');
    chmodSync(join(folder, 'sticky'), 0o1777);
    expect(exposureOf(file)).toBeNull();
  });
});

describe('somebody else can change', () => {
  test.each([0o620, 0o602, 0o666])('a file of mode %i', mode => {
    const file = made('a/file', '');
    chmodSync(file, mode);
    expect(exposureOf(file)).toEqual({ path: file, mode, owner: null, above: false });
  });

  test.each([0o775, 0o757, 0o2777])('what is below a folder of mode %i, there or not', mode => {
    const file = made('a/b/file', '');
    const above = join(folder, 'a');
    chmodSync(above, mode);
    const found = { path: above, mode, owner: null, above: true };
    expect(exposureOf(file)).toEqual(found);
    expect(exposureOf(join(above, 'none'))).toEqual(found);
  });

  test('what is his own, and all that is below it', () => {
    const file = made('a/file', '');
    giveAway(join(folder, 'a'));
    expect(exposureOf(join(folder, 'a'))).toMatchObject({ path: join(folder, 'a'), above: false });
    expect(exposureOf(file)).toMatchObject({ path: join(folder, 'a'), above: true });
  });

  test('a sticky folder, and what is still to be made in it', () => {
    const sticky = made('sticky');
    chmodSync(sticky, 0o1777);
    const found = { path: sticky, mode: 0o1777, owner: null };
    expect(exposureOf(sticky)).toEqual({ ...found, above: false });
    expect(exposureOf(join(sticky, 'none/yet'))).toEqual({ ...found, above: true });
  });

  test('his entry in a sticky folder', () => {
    const theirs = made('sticky/theirs');
    chmodSync(join(folder, 'sticky'), 0o1777);
    giveAway(theirs);
    expect(exposureOf(join(theirs, 'file'))).toMatchObject({ path: theirs });
  });

  test('what a link leads to, and the folders on its way', () => {
    const file = made('open/inner/file', '');
    chmodSync(join(folder, 'open'), 0o777);
    symlinkSync(file, join(made('a'), 'link'));
    expect(exposureOf(join(folder, 'a/link'))).toMatchObject({
      path: join(folder, 'open'),
      above: true,
    });
    symlinkSync('../open/inner', join(folder, 'a/folder'));
    expect(exposureOf(join(folder, 'a/folder/file'))).toMatchObject({ path: join(folder, 'open') });
  });

  test('where a link leads that leads nowhere yet', () => {
    chmodSync(made('open'), 0o777);
    symlinkSync(join(folder, 'open/none'), join(made('a'), 'link'));
    expect(exposureOf(join(folder, 'a/link'))).toMatchObject({ path: join(folder, 'open') });
  });

  test('the last of several paths, whatever was looked at before', () => {
    const fine = made('a/file', '');
    const open = made('a/open', '');
    chmodSync(open, 0o666);
    expect(exposureOf(fine, join(folder, 'a'), fine, open)).toMatchObject({ path: open });
    expect(() => refuseExposed(fine, open)).toThrow(open);
  });
});

test('an entry is judged by itself: a link of ours, wherever it leads', () => {
  const open = made('open', '');
  chmodSync(open, 0o666);
  const link = join(made('a'), 'link');
  symlinkSync(open, link);
  expect(exposureOfEntry(link)).toBeNull();
  expect(exposureOf(link)).not.toBeNull();
});

test('links that lead round in a circle come to an end', () => {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  symlinkSync(two, one);
  symlinkSync(one, two);
  expect(exposureOf(one)).toBeNull();
});

describe('a file of ours is opened', () => {
  const READ = constants.O_RDONLY;

  test('if it is one', () => {
    closeSync(openOwn(made('file', ''), READ));
  });

  test('and not what a link leads to, a pipe, a folder or something of somebody else', () => {
    const file = made('file', '');
    symlinkSync(file, join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    made('inner');
    for (const name of ['link', 'pipe', 'inner'])
      expect(() => openOwn(join(folder, name), READ)).toThrow(name);
    giveAway(file);
    const spy = vi.spyOn(process, 'geteuid').mockReturnValue(4711);
    onTestFinished(() => spy.mockRestore());
    expect(() => openOwn(file, READ)).toThrow('belongs to uid');
  });
});
