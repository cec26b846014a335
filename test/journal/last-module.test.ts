import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import { LastModule } from '../../src/journal/last-module.ts';
import { tempFolder } from './support/temp.ts';

const fileIn = (folder: string): string => join(folder, 'last-module');

describe('the module of the last operation', () => {
  test('is what another process noted, in a file of its owner’s', () => {
    const file = fileIn(tempFolder());
    new LastModule(file, silentLog).note('7');
    expect(new LastModule(file, silentLog).read()).toBe('7');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    new LastModule(file, silentLog).note('12');
    expect(new LastModule(file, silentLog).read()).toBe('12');
  });

  test('is written down only when it is another one', () => {
    const file = fileIn(tempFolder());
    const module = new LastModule(file, silentLog);
    module.note('7');
    writeFileSync(file, '9');
    module.note('7');
    module.note('');
    expect(readFileSync(file, 'latin1')).toBe('9');
  });

  test.each(['', 'seven', '7\n', '-1', '1'.repeat(19)])(
    'is unknown when the file holds %j',
    text => {
      const file = fileIn(tempFolder());
      writeFileSync(file, text);
      expect(new LastModule(file, silentLog).read()).toBe('');
    },
  );

  test('that cannot be read or written is told and hinders nothing', () => {
    const warnings: string[] = [];
    const log = { ...silentLog, warning: (text: string) => void warnings.push(text) };
    const file = fileIn(tempFolder());
    mkdirSync(file);
    const module = new LastModule(file, log);
    expect(module.read()).toBe('');
    module.note('7');
    expect(warnings).toEqual([expect.stringContaining(file)]);
  });

  test('is read and written through no link, and a pipe in its place is not waited for', () => {
    const folder = tempFolder();
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, '7');
    symlinkSync(elsewhere, fileIn(folder));
    expect(new LastModule(fileIn(folder), silentLog).read()).toBe('');
    rmSync(fileIn(folder));
    execFileSync('mkfifo', [fileIn(folder)]);
    const warnings: string[] = [];
    const log = { ...silentLog, warning: (text: string) => void warnings.push(text) };
    const module = new LastModule(fileIn(folder), log);
    expect(module.read()).toBe('');
    module.note('7');
    expect(warnings).toEqual([expect.stringContaining(fileIn(folder))]);
  });

  test('is written through no link', () => {
    const folder = tempFolder();
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, fileIn(folder));
    new LastModule(fileIn(folder), silentLog).note('7');
    expect(readFileSync(elsewhere, 'latin1')).toBe('precious');
  });
});
