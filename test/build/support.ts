import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { EXECUTABLE as EXECUTABLE_FILE } from '../../src/base/paths.ts';
import { dist, inDist } from '../support/dist.ts';

export const PROJECT = dirname(dirname(import.meta.dirname));
export const DIST = dist();
export const EXECUTABLE = inDist(EXECUTABLE_FILE);

/** Runs a program with nothing in its environment but what is given. */
export function runBare(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
) {
  return spawnSync(program, argv, { env, cwd: '/', encoding: 'utf8', timeout: 300_000 });
}
