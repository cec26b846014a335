import { expect, test } from 'vitest';
import { circles, type SourceFile, sourceFiles } from './imports.ts';

/*
 * The house as docs/architecture.md draws it. Whoever moves a file has the rule told here.
 */

/** Folders from the cellar up. Those of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/base'],
  ['src/conf', 'src/manager-api'],
  ['src/journal', 'src/billmanager', 'src/vendor', 'src/panel'],
  ['src/operations/engine'],
  ['src/operations/installation'],
  ['src/operations/licenses', 'src/operations/accounts'],
  ['src/operations/modules', 'src/operations/adopt', 'src/operations/queries'],
  // by which name an operation is found
  ['src/operations'],
  ['src/reconcile'],
  ['src/app'],
  ['src/entrypoints/module', 'src/entrypoints/cron', 'src/entrypoints/gateway', 'sandbox'],
  // a person's commands lead to all the others
  ['src/entrypoints/admin'],
  ['src/main'],
  ['src/runtime'],
];

/** A type of one outside system is known on its floor and above, but never by a neighbour. */
const FOREIGN: readonly (readonly [owner: string, others: readonly string[]])[] = [
  // documents of ISPsystem's managers end where their meaning begins
  ['src/manager-api', ['src/operations', 'src/reconcile', 'src/journal', 'src/conf']],
  ['src/vendor', ['src/journal', 'src/billmanager', 'src/panel', 'src/operations/accounts']],
  ['src/billmanager', ['src/journal', 'src/vendor', 'src/panel']],
  ['src/panel', ['src/journal', 'src/vendor', 'src/billmanager', 'src/operations/licenses']],
  // the stand-ins are written from the reference alone, so that the two check each other
  ...FLOORS.slice(1)
    .flat()
    .filter(each => each.startsWith('src/'))
    .map((each): [string, string[]] => [each, ['sandbox']]),
];

/** What of another folder is imported for its text alone. */
const NO_SOURCE = 'package.json';

const FILES = [...sourceFiles('src'), ...sourceFiles('sandbox')];
const MOST_SIDE_BY_SIDE = 25;
const WIDEST = 100;

function folderOf(path: string): string {
  const folder = FLOORS.flat().find(each => path.startsWith(`${each}/`));
  if (folder === undefined) throw new Error(`${path} stands on no floor of FLOORS`);
  return folder;
}

const floorOf = (path: string): number => FLOORS.findIndex(each => each.includes(folderOf(path)));

const imports = FILES.flatMap(({ path, imports: all }) =>
  all.filter(each => each.path !== NO_SOURCE).map(each => ({ from: path, to: each.path })),
);

test('imports only point down', () => {
  const up = imports
    .filter(({ from, to }) => folderOf(from) !== folderOf(to) && floorOf(to) >= floorOf(from))
    .filter(({ from, to }) => !isTable(from, to));
  expect(up.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

/** The table of entrypoints opens the sandbox, too, which stands beside the house. */
function isTable(from: string, to: string): boolean {
  return from === 'src/main/entrypoints.ts' && folderOf(to) === 'sandbox';
}

test('no two folders and no two files import each other, over however many others', () => {
  const edges = new Map<string, Set<string>>(FILES.map(({ path }) => [path, new Set()]));
  const folders = new Map<string, Set<string>>();
  for (const { from, to } of imports) {
    edges.get(from)?.add(to);
    const [a, b] = [directory(from), directory(to)];
    if (isApart(a, b)) folders.set(a, (folders.get(a) ?? new Set()).add(b));
  }
  expect({ files: circles(edges), folders: circles(folders) }).toEqual({ files: [], folders: [] });
});

/** A folder and what is inside it are one: its first files put the inner ones together. */
const isApart = (a: string, b: string): boolean =>
  !`${a}/`.startsWith(`${b}/`) && !`${b}/`.startsWith(`${a}/`);

test('a type of one outside system reaches no other', () => {
  const reached = imports.filter(({ from, to }) =>
    FOREIGN.some(
      ([owner, others]) =>
        isBelow(to, owner) && others.some(each => isBelow(from, each)) && !isBelow(from, owner),
    ),
  );
  expect(reached.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('every import names a file that is there', () => {
  const known = new Set(FILES.map(({ path }) => path));
  const missing = imports.filter(({ to }) => !known.has(to));
  expect(missing).toEqual([]);
});

test('no folder has more files than a reader takes in at a glance', () => {
  const counts = new Map<string, number>();
  for (const { path } of FILES) {
    counts.set(directory(path), (counts.get(directory(path)) ?? 0) + 1);
  }
  expect([...counts].filter(([, count]) => count > MOST_SIDE_BY_SIDE)).toEqual([]);
});

/** Roles that a folder of each kind has: the same name means the same thing there. */
const ROLES: ReadonlySet<string> = new Set(['entrypoint.ts', 'index.ts']);
/** Each has a file for each operation. */
const OPERATIONS = /^src\/operations\/(?:licenses|accounts)\/(?=[^/]+$)/;

test('two files of src share a name only where they play the same role', () => {
  const byName = new Map<string, string[]>();
  for (const { path } of sourceFiles('src')) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  const shared = [...byName].filter(
    ([name, paths]) =>
      paths.length > 1 && !ROLES.has(name) && !paths.every(path => OPERATIONS.test(path)),
  );
  expect(shared.map(([, paths]) => paths)).toEqual([]);
});

test('lines are at most 100 columns wide, comments too', () => {
  const wide = FILES.flatMap(file => wideLines(file));
  expect(wide).toEqual([]);
});

/** A text or a pattern is told in one piece: what is longer than this does not count. */
const LONG_LITERAL = /'(?:[^'\\]|\\.){40,}'|"[^"]{40,}"|`[^`]{40,}`|\/\S.{40,}\/[a-z]*/g;

function wideLines({ path, text }: SourceFile): readonly string[] {
  return text
    .split('\n')
    .map((line, index) => ({ line, at: `${path}:${index + 1}` }))
    .filter(({ line }) => [...line].length > WIDEST)
    .filter(({ line }) => [...line.replace(LONG_LITERAL, '')].length > WIDEST / 2)
    .map(({ at }) => at);
}

const directory = (path: string): string => path.slice(0, path.lastIndexOf('/'));

const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
