import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { passwordFrom } from '../../../../src/entrypoints/admin/adopt/password-file.ts';
import { afterwards } from '../../../journal/support/temp.ts';

function file(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'password-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'password');
  writeFileSync(path, text);
  return path;
}

test('a password is the first line, with the blanks at its ends', async () => {
  expect(await passwordFrom(file(' pass word \r\nnot this\n'))).toBe(' pass word ');
});

test('an empty file, and none, are told', async () => {
  await expect(passwordFrom(file('\n'))).rejects.toThrow('no password');
  await expect(passwordFrom('/nowhere/at/all')).rejects.toThrow('ENOENT');
});
