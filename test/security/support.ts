import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';

/** A line of the panel's log format (docs/reference/processing-module.md, "Logs"). */
export const LOG_LINE =
  /^[A-Z][a-z]{2} \d{1,2} \d{2}:\d{2}:\d{2} \[\d+\] pmcpbillmgr (DEBUG|INFO|WARNING|ERROR) [^\r\n]*$/;

/**
 * What obeys a terminal, or hides from a reader: control characters but for line ends, marks of
 * direction.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
export const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

export interface RecordedChild {
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Puts a recorder in mgrctl's place: what every child of the module is started with is written
 * down, then the call goes its way.
 */
export function recordChildren(box: RunningSandbox): { children(): readonly RecordedChild[] } {
  const place = join(box.root, 'sbin/mgrctl');
  const real = join(box.root, 'var/real/mgrctl');
  const records = join(box.dir, 'children');
  mkdirSync(join(box.root, 'var/real'), { recursive: true });
  mkdirSync(records, { mode: 0o700 });
  renameSync(place, real);
  const script = `#!/bin/sh
printf '%s\\0' "$@" > "${records}/$$.argv"
tr '\\0' '\\0' < /proc/$$/environ > "${records}/$$.env"
exec "${real}" "$@"
`;
  writeFileSync(place, script);
  chmodSync(place, 0o755);
  const split = (file: string): string[] =>
    readFileSync(file, 'utf8')
      .split('\0')
      .filter(each => each !== '');
  return {
    children: () =>
      readdirSync(records)
        .filter(name => name.endsWith('.argv'))
        .map(name => join(records, name))
        .map(file => ({
          argv: split(file),
          environment: variables(split(file.replace(/argv$/, 'env'))),
        })),
  };
}

function variables(entries: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/**
 * All that the module leaves on the machine: log and state file, with what SQLite keeps beside it.
 */
export function leftBehind(box: RunningSandbox): ReadonlyMap<string, string> {
  const files = [
    'var/pmcpbillmgr.log',
    ...['', '-wal', '-shm'].map(each => `var/cpbillmgr/state.db${each}`),
  ];
  return new Map(
    files
      .map(name => join(box.root, name))
      .filter(existsSync)
      .map(file => [file, readFileSync(file).toString('latin1')]),
  );
}
