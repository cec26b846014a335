import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sourceFiles } from './imports.ts';

/** Where each file has a test of its own, at the same path. */
const MIRRORED = /^src\/operations\/(?:licenses|accounts|queries)\//;

const PROJECT = join(import.meta.dirname, '../..');

test('every operation, and every part of one, has a test at its own path', () => {
  const files = sourceFiles('src').map(({ path }) => path);
  const mirrored = files.filter(path => MIRRORED.test(path));
  expect(mirrored).toContain('src/operations/licenses/open.ts');
  const missing = mirrored.filter(path => !existsSync(join(PROJECT, testOf(path))));
  expect(missing).toEqual([]);
});

const testOf = (path: string): string =>
  path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
