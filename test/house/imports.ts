import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/** The project's folder. */
export const PROJECT = dirname(dirname(import.meta.dirname));

/** One file and what it imports, as paths below the project. Types count like values. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  readonly path: string;
  /** What is taken by name, without `type` and renames; empty for `import()` and for all (`*`). */
  readonly names: readonly string[];
}

const STATIC = /^(?:import|export)\s(?:type\s)?([^;'"]*?)\s*from\s+'(\.[^']+)'/gm;
const DYNAMIC = /\bimport\(\s*'(\.[^']+)'\s*\)/g;

/** Every TypeScript file below a folder of the project, with its imports. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .sort()
    .map(name => sourceFile(join(folder, name)));
}

function sourceFile(path: string): SourceFile {
  const text = readFileSync(join(PROJECT, path), 'utf8');
  const statics = [...text.matchAll(STATIC)].map(([, clause = '', target = '']) => ({
    path: below(path, target),
    names: namesOf(clause),
  }));
  const dynamics = [...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
    path: below(path, target),
    names: [],
  }));
  return { path, text, imports: [...statics, ...dynamics] };
}

function below(importer: string, target: string): string {
  return relative('.', normalize(join(dirname(importer), target)));
}

function namesOf(clause: string): readonly string[] {
  const inner = /\{([^}]*)\}/.exec(clause)?.[1] ?? '';
  return inner
    .split(',')
    .map(each =>
      each
        .trim()
        .replace(/^type\s+/, '')
        .replace(/\s+as\s.*$/, ''),
    )
    .filter(each => each !== '');
}

/**
 * The circles of a graph: each group of nodes that reach each other, in Tarjan's way. A node alone
 * is none.
 */
export function circles(edges: ReadonlyMap<string, Iterable<string>>): readonly string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  function visit(node: string): void {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) {
        low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) found.push(group.sort());
  }

  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return found;
}
