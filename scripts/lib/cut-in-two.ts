import { relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type OnResolveArgs, type Plugin } from 'esbuild';

/** A piece that is to become two. */
export interface Cut {
  /** Its name, which the first half keeps. */
  readonly chunk: string;
  /** Its first file, below the project. */
  readonly file: string;
  /** Files that are imported with `import()` and stay in the first half. */
  readonly atOnce: ReadonlySet<string>;
}

/** One half: its text, to be bundled with this plugin. */
export interface Half {
  readonly chunk: string;
  readonly text: string;
  readonly plugin: Plugin;
}

/** Name of the second half. */
const laterPiece = (chunk: string): string => chunk.replace(/\.js$/, '-later.js');

/** What a first half exports its files under. */
const SHARED = 'shared';

const LOOK = {
  bundle: true,
  platform: 'node',
  packages: 'external',
  metafile: true,
  write: false,
  outdir: 'look',
} as const satisfies BuildOptions;

/**
 * Cuts a piece where it says `import()`: the first half is what is there at once, the second half,
 * which is loaded at the first such `import()`, all that can come later. A file is in one of them
 * only, for there may be one Fault: the second half has those of the first one from there.
 */
export async function cutInTwo(project: string, cut: Cut): Promise<readonly [Half, Half]> {
  const found = new Set<string>();
  const first = await look(project, [cut.file], importsApart(project, cut.atOnce, found));
  // esbuild comes upon them in any order: the same sources are to make the same program
  const later = [...found].sort();
  const second = await look(project, later);
  const atStart = atStartOf(first, cut.file);
  const shared = atStart.filter(file => file in second.inputs);
  const names = await exportsOf(project, shared);
  return [
    {
      chunk: cut.chunk,
      text: firstText(cut.file, shared),
      plugin: laterFrom(project, cut, laterPiece(cut.chunk)),
    },
    {
      chunk: laterPiece(cut.chunk),
      text: laterText(later),
      plugin: sharedFrom(project, cut.chunk, names),
    },
  ];
}

async function look(project: string, files: readonly string[], plugin?: Plugin): Promise<Metafile> {
  const plugins = plugin ? [plugin] : [];
  return (await build({ ...LOOK, absWorkingDir: project, entryPoints: [...files], plugins }))
    .metafile;
}

/** Files that run when the first one is loaded. */
function atStartOf({ inputs }: Metafile, file: string): string[] {
  const found = new Set([file]);
  for (const each of found) {
    for (const { path, kind } of inputs[each]?.imports ?? []) {
      if (kind === 'import-statement' && path in inputs) found.add(path);
    }
  }
  return [...found];
}

/** File -> names that it exports. */
async function exportsOf(
  project: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { outputs } = (
    await build({
      absWorkingDir: project,
      entryPoints: [...files],
      format: 'esm',
      metafile: true,
      write: false,
      outdir: 'look',
    })
  ).metafile;
  return new Map(
    Object.values(outputs).flatMap(({ entryPoint, exports }) =>
      entryPoint === undefined ? [] : [[entryPoint, exports]],
    ),
  );
}

function firstText(file: string, shared: readonly string[]): string {
  return [
    `export * from './${file}';`,
    ...shared.map((each, index) => `import * as m${index} from './${each}';`),
    `export const ${SHARED} = {${shared.map((each, index) => `'${each}': m${index}`).join()}};`,
  ].join('\n');
}

function laterText(files: readonly string[]): string {
  return files.map(file => `exports['${file}'] = () => require('./${file}');`).join('\n');
}

/** The file below the project that an import of our own names. */
const importedFile = (project: string, { path, resolveDir }: OnResolveArgs): string =>
  relative(project, resolve(resolveDir, path));

/** Is it imported with `import()`, and none of those that stay in the first half? */
const comesLater = (file: string, { kind }: OnResolveArgs, atOnce: ReadonlySet<string>): boolean =>
  kind === 'dynamic-import' && !atOnce.has(file);

/** Notes in `found` what comes later, and leaves it out. */
function importsApart(project: string, atOnce: ReadonlySet<string>, found: Set<string>): Plugin {
  return {
    name: 'imports-apart',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, args => {
        const file = importedFile(project, args);
        if (!comesLater(file, args, atOnce)) return undefined;
        found.add(file);
        return { path: args.path, external: true };
      });
    },
  };
}

/** In the first half: what comes later comes from the second one. */
function laterFrom(project: string, { atOnce }: Cut, chunk: string): Plugin {
  return {
    name: 'later',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, args => {
        const file = importedFile(project, args);
        return comesLater(file, args, atOnce) ? { path: file, namespace: 'later' } : undefined;
      });
      builder.onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => ({
        contents: `module.exports = require('piece:${chunk}')['${path}']();`,
      }));
      builder.onResolve({ filter: /^piece:/ }, otherPiece);
    },
  };
}

/** In the second half: files of the first one come from there. */
function sharedFrom(
  project: string,
  chunk: string,
  names: ReadonlyMap<string, readonly string[]>,
): Plugin {
  return {
    name: 'shared',
    setup(builder) {
      builder.onResolve({ filter: /^\./ }, args => {
        const file = importedFile(project, args);
        return names.has(file) ? { path: file, namespace: 'shared' } : undefined;
      });
      builder.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path }) => ({
        contents: [
          `const file = require('piece:${chunk}').${SHARED}['${path}'];`,
          ...(names.get(path) ?? []).map(name => `export const ${name} = file.${name};`),
        ].join('\n'),
      }));
      builder.onResolve({ filter: /^piece:/ }, otherPiece);
    },
  };
}

const otherPiece = ({ path }: { path: string }) => ({
  path: path.replace(/^piece:/, './'),
  external: true,
});
