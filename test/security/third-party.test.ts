import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleProgram } from '../../scripts/lib/bundle.ts';
import { DIST } from '../build/support.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** `node_modules/@a/b/lib/c.js` -> `@a/b`; undefined for a file of our own. */
function packageOf(file: string): string | undefined {
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(file)?.[1];
}

test('THIRD_PARTY.md lists every package in the executable, with its version and license, and Node itself', async () => {
  const { inputs } = await bundleProgram(PROJECT);
  const packages = new Set(inputs.map(packageOf).filter(name => name !== undefined));
  packages.add('better-sqlite3');
  expect(packages.size).toBeGreaterThan(5);
  const text = readFileSync(join(DIST, 'THIRD_PARTY.md'), 'utf8');
  const listed = [...text.matchAll(/^## (\S+) (\S+) \(([^)]+)\)$/gm)];
  const missing = [...packages].filter(name => !listed.some(each => each[1] === name));
  expect(missing).toEqual([]);
  expect(listed.find(each => each[1] === 'Node.js')?.[2]).toBe(process.version);
  for (const [, name, version, license] of listed) {
    expect(`${name} ${version}`).toMatch(/ v?\d+\.\d+\.\d+/);
    expect(license).not.toBe('');
  }
});
