import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXECUTABLE } from '../../src/base/paths.ts';

const PROJECT = join(import.meta.dirname, '../..');
const SOURCES = ['src', 'sandbox', 'scripts/lib', 'scripts/build.ts', 'package-lock.json'];

let built: string | undefined;

/**
 * The build's output, laid out like a manager root; `CPBILLMGR_TEST_DIST` names one that was built
 * elsewhere (`scripts/build --out DIR`). Throws where the executable is missing, or older than the
 * sources: what passes would then say nothing of them.
 */
export function dist(): string {
  const elsewhere = process.env['CPBILLMGR_TEST_DIST'];
  built ??= elsewhere === undefined ? ownDist() : resolve(elsewhere);
  return built;
}

/** A file of it. */
export const inDist = (file: string): string => join(dist(), file);

function ownDist(): string {
  const folder = join(PROJECT, 'dist');
  const executable = statSync(join(folder, EXECUTABLE), { throwIfNoEntry: false });
  if (!executable) throw new Error('the executable is not built: run scripts/build');
  const newer = SOURCES.flatMap(filesBelow).find(
    file => statSync(file).mtimeMs > executable.mtimeMs,
  );
  if (newer !== undefined)
    throw new Error(`the executable is older than ${newer}: run scripts/build`);
  return folder;
}

function filesBelow(name: string): string[] {
  const path = join(PROJECT, name);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}
