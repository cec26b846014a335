import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { SoakOptions, SoakPart, SoakRow } from '../test/soak/row.ts';

/** Runs the parts of test/soak and prints one table. */
const PROJECT = dirname(import.meta.dirname);

/** Options by part; each is a file of test/soak that exports `run`. */
const PARTS: ReadonlyMap<string, { readonly file: string; readonly about: string }> = new Map([
  [
    'crash',
    { file: 'crash', about: 'kill the process at every call and commit of every operation' },
  ],
  [
    'faults',
    { file: 'faults', about: 'random network, mgrctl and kill faults (usually 2000 trials)' },
  ],
  ['together', { file: 'together', about: 'hundreds of processes on one state file' }],
  ['forms', { file: 'forms', about: 'every test through the executable, facts by forms' }],
  ['simulate', { file: 'simulation', about: 'seeded simulation of years in one process' }],
]);

const USAGE = `scripts/soak [--PART ...] [--seed N] [--count N] [--jobs N] [--only TEXT] [--dist DIR]

${[...PARTS].map(([name, { about }]) => `  --${name.padEnd(10)} ${about}`).join('\n')}

  --seed N     of all that is left to chance; default 1
  --count N    trials or seeds of a part, in place of its usual number
  --jobs N     how many at the same time; default 2
  --only TEXT  only rows whose name has this (a regular expression)
  --dist DIR   test this tree, which scripts/build --out DIR has made; default: dist, built anew

Without parts: all of them. Exit codes: 0 no violation, 1 violations, 2 wrong arguments.
`;

process.exitCode = await main();

async function main(): Promise<number> {
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    values = readArguments();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  if (values['help']) {
    process.stdout.write(USAGE);
    return 0;
  }
  const chosen = [...PARTS].filter(([name]) => values[name] === true);
  const rows: SoakRow[] = [];
  for (const [, { file }] of chosen.length === 0 ? PARTS : chosen) {
    const part = await partOf(file);
    rows.push(...(await part(optionsOf(values))));
  }
  printTable(rows);
  return rows.some(row => row.violations > 0) || rows.length === 0 ? 1 : 0;
}

function readArguments(): Readonly<Record<string, string | boolean | undefined>> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const parts = Object.fromEntries([...PARTS.keys()].map(name => [name, flag]));
  const options = {
    ...parts,
    help: flag,
    seed: text,
    count: text,
    jobs: text,
    only: text,
    dist: text,
  };
  const values: Readonly<Record<string, string | boolean | undefined>> = parseArgs({
    options,
    strict: true,
  }).values;
  for (const name of ['seed', 'count', 'jobs']) {
    const value = values[name];
    if (value !== undefined && !/^[1-9]\d{0,8}$/.test(String(value)))
      throw new Error(`--${name} wants a number from 1, not "${String(value)}"`);
  }
  return values;
}

function optionsOf(values: Readonly<Record<string, string | boolean | undefined>>): SoakOptions {
  const only = values['only'];
  return {
    seed: Number(values['seed'] ?? 1),
    count: values['count'] === undefined ? null : Number(values['count']),
    jobs: Number(values['jobs'] ?? 2),
    only: typeof only === 'string' ? new RegExp(only) : null,
    dist: resolve(typeof values['dist'] === 'string' ? values['dist'] : join(PROJECT, 'dist')),
    print: line => process.stdout.write(`${line}\n`),
  };
}

async function partOf(file: string): Promise<SoakPart> {
  const path = join(PROJECT, 'test/soak', `${file}.ts`);
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const module: unknown = await import(pathToFileURL(path).href);
  if (!isPart(module)) throw new Error(`${path} exports no function "run"`);
  return module.run;
}

function isPart(module: unknown): module is { readonly run: SoakPart } {
  return (
    typeof module === 'object' &&
    module !== null &&
    'run' in module &&
    typeof module.run === 'function'
  );
}

function printTable(rows: readonly SoakRow[]): void {
  const total = {
    name: 'together',
    points: rows.reduce((sum, row) => sum + row.points, 0),
    violations: rows.reduce((sum, row) => sum + row.violations, 0),
  };
  const width = Math.max(...[...rows, total].map(row => row.name.length));
  const line = ({ name, points, violations, detail = '' }: SoakRow): string =>
    `${name.padEnd(width)}  ${String(points).padStart(9)}  ${String(violations).padStart(10)}  ${detail}`.trimEnd();
  const head = `${''.padEnd(width)}     points  violations`;
  process.stdout.write(`\n${[head, ...rows.map(line), line(total)].join('\n')}\n`);
}
