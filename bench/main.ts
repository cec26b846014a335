import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { coldCopy } from './measure/cold-copy.ts';
import { table } from './report.ts';
import type { BenchOptions, BenchRow, Section } from './row.ts';
import { buildBefore } from './sections/build-before.ts';
import { stopServer } from './world/panel-database.ts';

const USAGE = `scripts/bench [--only NAME]... [--quick] [--json] [--dist DIR] [--before DIR]

Measures the built executable beside other programs, pair by pair in one run, and prints a table of ratios.

  --only NAME  only this section; may be given several times
  --quick      fewer rounds and smaller crowds: for a look, not for figures
  --json       the rows for programs
  --dist DIR   the built tree (default: dist)
  --before DIR another built tree: only it and this one are compared, pair by pair

Exit code 1: something that must hold did not.
`;

/** What there is to measure, in this order. */
const SECTIONS: Readonly<Record<string, () => Promise<Section>>> = {
  'start-up': async () => (await import('./sections/start-up.ts')).startUp,
  floor: async () => (await import('./sections/floor.ts')).floor,
  gate: async () => (await import('./sections/gate.ts')).gate,
  facts: async () => (await import('./sections/facts.ts')).facts,
  peers: async () => (await import('./sections/peers.ts')).peers,
  parallel: async () => (await import('./sections/parallel.ts')).parallel,
  journal: async () => (await import('./sections/large-journal.ts')).largeJournal,
  checkevent: async () => (await import('./sections/checkevent.ts')).checkevent,
  plan: async () => (await import('./sections/plan.ts')).plan,
  size: async () => (await import('./sections/size.ts')).size,
  gateway: async () => (await import('./sections/gateway.ts')).gateway,
};
const BUILD_BEFORE = 'build-before';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      dist: { type: 'string', default: join(import.meta.dirname, '../dist') },
      before: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\nSections: ${Object.keys(SECTIONS).join(', ')}\n`);
    return 0;
  }
  const names = values.before ? [BUILD_BEFORE] : (values.only ?? Object.keys(SECTIONS));
  const unknown = names.find(name => name !== BUILD_BEFORE && !Object.hasOwn(SECTIONS, name));
  if (unknown !== undefined) {
    process.stderr.write(
      `bench: there is no section "${unknown}"; there are: ${Object.keys(SECTIONS).join(', ')}\n`,
    );
    return 2;
  }
  const trees = [values.dist, ...(values.before ? [values.before] : [])].map(each => resolve(each));
  const missing = trees.find(tree => !existsSync(join(tree, 'processing/pmcpbillmgr')));
  if (missing !== undefined) {
    process.stderr.write(`bench: no executable is built in ${missing}: run scripts/build\n`);
    return 2;
  }
  const copy = mkdtempSync(join(tmpdir(), 'cpbillmgr-bench-copy-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  const [dist = '', before = dist] = trees.map((tree, index) =>
    copied(tree, join(copy, `${index}`)),
  );
  const node = join(copy, 'node');
  coldCopy(process.execPath, node);
  const rows = await measure(names, { quick: values.quick, dist, before, node, say });
  process.stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
  return rows.every(row => row.holds !== false) ? 0 : 1;
}

async function measure(names: readonly string[], options: BenchOptions) {
  const rows: (BenchRow & { readonly section: string; readonly holds?: boolean })[] = [];
  for (const section of names) {
    const run = await (section === BUILD_BEFORE ? buildBefore : SECTIONS[section]?.());
    for (const row of (await run?.(options)) ?? []) rows.push({ section, ...row, ...verdict(row) });
  }
  await stopServer();
  return rows;
}

/** Whether what must hold of a row does. */
function verdict({ must, ratio, median }: BenchRow): { readonly holds?: boolean } {
  if (!must) return {};
  const value = ratio ?? median;
  return { holds: 'atMost' in must ? value <= must.atMost : value >= must.atLeast };
}

/** What is measured, as it lies in the page cache of a machine that uses it. */
function copied(tree: string, copy: string): string {
  for (const file of ['processing/pmcpbillmgr', 'lib/cpbillmgr/better_sqlite3.node'])
    coldCopy(join(tree, file), join(copy, file));
  return copy;
}

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}
