import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * Runs sample calls with the recording executable (scripts/lib/recorder.ts) in a manager root of its own and
 * answers V8's code caches of the pieces: name of a piece -> cache. The first call must succeed; the others may end
 * in an error document, they only have to come far enough to run the code.
 */
export function recordCaches(
  recorder: string,
  pieces: readonly string[],
  folder: string,
): ReadonlyMap<string, Uint8Array> {
  const caches = join(folder, 'caches');
  mkdirSync(caches, { recursive: true });
  const env = { RECORD_TO: caches, PATH: process.env['PATH'] };
  execFileSync(recorder, ['--command', 'features'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const call of SAMPLE_CALLS) {
    spawnSync(recorder, call, { env, input: '', stdio: ['pipe', 'ignore', 'ignore'], timeout: 20_000 });
  }
  const recorded = new Map<string, Uint8Array>();
  for (const file of readdirSync(caches))
    recorded.set(basename(file, '.cache'), readFileSync(join(caches, file)));
  // a piece that no sample reached is compiled when it is needed
  return new Map(pieces.map(piece => [piece, recorded.get(piece) ?? new Uint8Array()]));
}

const SAMPLE_CALLS: readonly (readonly string[])[] = [['--command', 'check_connection'], ['--help']];
