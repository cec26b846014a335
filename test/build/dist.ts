import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const PROJECT = dirname(dirname(import.meta.dirname));
export const DIST = join(PROJECT, 'dist');
export const EXECUTABLE = join(DIST, 'processing', 'pmcpbillmgr');

/** What these tests look at is made by scripts/build, which scripts/test runs first. */
if (!existsSync(EXECUTABLE)) throw new Error('dist/ is not built: run scripts/build');

/** Runs a program with nothing in its environment but what is given. */
export function runBare(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  return spawnSync(program, argv, { env, cwd: '/', encoding: 'utf8', timeout: 120_000 });
}
