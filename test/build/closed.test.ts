import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleProgram } from '../../scripts/lib/bundle.ts';
import { checkCaches } from '../../scripts/lib/check-caches.ts';
import { executableMaker } from '../../scripts/lib/executable.ts';
import { StubbedModules } from '../../scripts/lib/stubbed-modules.ts';
import { recordCaches } from '../../scripts/lib/warm-up.ts';
import { DIST, PROJECT } from './support.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A build that went wrong anywhere has failed: what it would make is not to be installed. */

test('a file that is left out and was renamed in its package fails the build, by its name', async () => {
  const renamed = 'undici/lib/dispatcher/client-h4.js';
  await expect(bundleProgram(PROJECT, new StubbedModules(PROJECT, [renamed]))).rejects.toThrow(
    renamed,
  );
});

test('so does a node_modules that is a link, where no path is what it seems', async () => {
  const project = temporaryFolder();
  symlinkSync(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
  const file = 'undici/lib/dispatcher/client-h2.js';
  writeFileSync(join(project, 'main.js'), `require('${file}');`);
  const stubbed = new StubbedModules(project, [file]);
  await build({
    absWorkingDir: project,
    entryPoints: ['main.js'],
    bundle: true,
    platform: 'node',
    write: false,
    plugins: [stubbed.plugin],
  });
  expect(() => stubbed.requireAll()).toThrow(/client-h2\.js.*node_modules a link/s);
});

/** A tree with the built executable, as the one has it that records code caches. */
function trial(): string {
  const root = temporaryFolder();
  for (const file of ['processing/pmcpbillmgr', 'lib/cpbillmgr/better_sqlite3.node']) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    copyFileSync(join(DIST, file), join(root, file));
  }
  return root;
}

test('a sample call that does not end well fails the build, with what it said', async () => {
  const root = trial();
  writeFileSync(join(root, 'processing/pmcpbillmgr'), '#!/bin/sh\necho no such luck >&2\nexit 1\n');
  await expect(recordCaches(root)).rejects.toThrow(
    /the sample call "first open" ended with 1: .*no such luck/s,
  );
});

test('so does an addon that cannot be loaded', async () => {
  const root = trial();
  writeFileSync(join(root, 'lib/cpbillmgr/better_sqlite3.node'), 'no library');
  await expect(recordCaches(root)).rejects.toThrow(/the sample call "first open" ended with 1/);
});

test('a code cache that V8 refuses fails the build, by its name', async () => {
  const folder = temporaryFolder();
  const assets = new Map<string, string | Uint8Array>([
    ['piece.js', '(function(exports,require,module){})'],
    ['piece.js@open', new Uint8Array(400)],
  ]);
  await expect(checkCaches(PROJECT, folder, executableMaker(folder), assets)).rejects.toThrow(
    'V8 refuses the code caches piece.js@open',
  );
});
