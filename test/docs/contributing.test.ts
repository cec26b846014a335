import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const GUIDE = readFileSync(join(PROJECT, 'docs/contributing.md'), 'utf8');

/** What is left of each diff: the file that it is of, and the lines around what is added. */
const DIFFS = [...GUIDE.matchAll(/^( *)```diff\n([\s\S]*?)^ *```$/gm)].map(
  ([, indent = '', text = '']) => {
    const lines = text.split('\n').map(line => line.slice(indent.length));
    const file = lines.find(line => line.startsWith('--- a/'))?.slice('--- a/'.length) ?? '';
    return { file, context: lines.filter(line => line.startsWith(' ')).map(line => line.slice(1)) };
  },
);

test('the guide has diffs', () => expect(DIFFS.length).toBeGreaterThan(5));

test.each(DIFFS)('the diff of $file is one of the file as it stands', ({ file, context }) => {
  const lines = readFileSync(join(PROJECT, file), 'utf8').split('\n');
  for (const line of context) expect(lines).toContain(line);
});

test('the files that the guide names are there, but for the made-up ones', () => {
  const named = [...GUIDE.matchAll(/`((?:src|test|docs|scripts|sandbox)\/[\w./-]+)`/g)]
    .map(match => match[1] ?? '')
    .filter(file => !/\/(?:freeze|ping)\./.test(file));
  expect(named.filter(file => !existsSync(join(PROJECT, file)))).toEqual([]);
});
