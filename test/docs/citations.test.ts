import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '../..');
const FOLDERS = ['src', 'sandbox', 'test', 'scripts', 'bench', 'etc'];

/** A page, perhaps with sections of it: `docs/conf.md, "Presets" and "Periods"`. */
const CITATION = /(?<![\w./-])((?:[a-z][\w-]*\/)*[a-z][\w-]*\.md)((?:(?:, | and )"[^"\n]+")*)/g;

/** The text of a file with its comments' lines joined, so that a citation may be wrapped. */
const textOf = (file: string): string =>
  readFileSync(join(PROJECT, file), 'utf8').replace(/\n\s*(?:\*(?!\/)|\/\/|#)?\s*/g, ' ');

const headings = new Map<string, ReadonlySet<string>>();
function headingsOf(page: string): ReadonlySet<string> {
  const known = headings.get(page);
  if (known) return known;
  const lines = readFileSync(join(PROJECT, page), 'utf8').split('\n');
  const found = new Set(
    lines.filter(line => /^#+ /.test(line)).map(line => line.replace(/^#+ /, '').trim()),
  );
  headings.set(page, found);
  return found;
}

const files = FOLDERS.flatMap(folder =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.md'))
    .map(entry => join(entry.parentPath, entry.name).slice(PROJECT.length + 1)),
).filter(file => !file.startsWith('test/docs/'));

const citations = files.flatMap(file =>
  [...textOf(file).matchAll(CITATION)].map(([, page = '', sections = '']) => ({
    file,
    page,
    sections: [...sections.matchAll(/"([^"]+)"/g)].map(match => match[1] ?? ''),
  })),
);

test('comments cite pages that are there', () => {
  expect(citations.length).toBeGreaterThan(80);
  const missing = citations.filter(({ page }) => !existsSync(join(PROJECT, page)));
  expect(missing.map(({ file, page }) => `${file}: ${page}`)).toEqual([]);
});

test('comments cite sections that are there', () => {
  const missing = citations
    .filter(({ page }) => existsSync(join(PROJECT, page)))
    .flatMap(({ file, page, sections }) =>
      sections.filter(each => !headingsOf(page).has(each)).map(each => `${file}: ${page}, ${each}`),
    );
  expect(missing).toEqual([]);
});
