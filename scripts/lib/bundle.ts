import { basename, dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { StubbedModules } from './stubbed-modules.ts';

/**
 * The program cut into chunks: name of a chunk -> its text, ready for `chunkLoader`
 * (src/runtime/chunks.ts).
 */
interface Bundle {
  readonly chunks: ReadonlyMap<string, string>;
  /** Paths of all source files in it, below the project. */
  readonly inputs: readonly string[];
}

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node26',
  format: 'cjs',
  minify: true,
  // escapes keep each chunk a one-byte string, half the memory and time of a two-byte one
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  metafile: true,
  // an import() of another chunk becomes a require(), which is what chunkLoader offers
  supported: { 'dynamic-import': false },
} as const satisfies BuildOptions;

/** What is defined for the program's own code, and that of the packages in it. */
const DEFINED = {
  // for code that looks for files beside itself: in the executable there are none
  'import.meta.url': '"file:///cpbillmgr/chunk.js"',
  'import.meta.dirname': '"/cpbillmgr"',
  // how undici is told to come with its usual parser alone, as in Node itself: the experimental
  // one is as large again
  esbuildDetection: '"1"',
} as const;

const ENTRY = 'src/main/entry.ts';
const TABLE = 'src/main/entrypoints.ts';
/**
 * Chunks of their own besides the entrypoints: name of the chunk -> what is imported. Large, and
 * either not needed by each call or loaded while a call waits. None of them imports anything of
 * ours, so nothing is there twice.
 */
const APART: ReadonlyMap<string, string> = new Map([
  ['xmlbuilder2.js', 'xmlbuilder2'],
  ['fast-xml-parser.js', 'fast-xml-parser'],
  ['undici.js', 'src/manager-api/undici-parts.ts'],
  ['mysql2.js', 'mysql2/promise'],
]);

/**
 * Cuts the program into one chunk for its entry and one for each entrypoint: every `import()` of
 * the table of entrypoints, and of an `entrypoint.ts` that a person's command leads to. A chunk is
 * a whole of its own but for APART, so that a call loads few; what stands behind an `import()`
 * inside a chunk is there, but only run when it is asked for. Cut at each `import()`, a call of
 * BILLmanager would load thirty.
 */
export async function bundleProgram(
  project: string,
  stubbed = new StubbedModules(project),
): Promise<Bundle> {
  const bundleChunks = (sources: Sources, plugins: readonly Plugin[] = []): Promise<Bundle> =>
    bundle(project, sources, [...plugins, stubbed.plugin]);
  const bundled = await bundleEntrypoints(project, bundleChunks);
  const apart = await bundleChunks(Object.fromEntries(APART));
  stubbed.requireAll();
  const parts = [...bundled, apart];
  return {
    chunks: new Map(parts.flatMap(({ chunks }) => [...chunks])),
    inputs: [...new Set(parts.flatMap(({ inputs }) => inputs))],
  };
}

/** The entry, the entrypoints that it leads to, and those that they lead to. */
async function bundleEntrypoints(
  project: string,
  bundleChunks: (sources: Sources, plugins: readonly Plugin[]) => Promise<Bundle>,
): Promise<readonly Bundle[]> {
  const entrypoints = new Map<string, string>();
  const apart = [entrypointsApart(project, entrypoints)];
  const bundled = [await bundleChunks({ 'entry.js': ENTRY }, apart)];
  const done = new Set<string>();
  for (;;) {
    const next = [...entrypoints].filter(([chunk]) => !done.has(chunk));
    if (next.length === 0) return bundled;
    bundled.push(await bundleChunks(Object.fromEntries(next), apart));
    for (const [chunk] of next) done.add(chunk);
  }
}

/** One CommonJS file that requires nothing but Node's own modules. */
interface OnePiece {
  readonly text: string;
  /** Paths of all source files in it, below the project. */
  readonly inputs: readonly string[];
}

/** What a single executable starts with. */
export async function bundleMain(
  project: string,
  entry: string,
  options: BuildOptions = {},
): Promise<OnePiece> {
  const result = await build({
    ...COMMON,
    ...options,
    absWorkingDir: project,
    entryPoints: [entry],
    write: false,
    metafile: true,
  });
  const text = result.outputFiles[0]?.text;
  if (text === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return { text, inputs: inputsOf(result.metafile) };
}

/** The whole program in one piece, for an executable without `src/runtime`. */
export async function bundlePlain(project: string): Promise<OnePiece> {
  const stubbed = new StubbedModules(project);
  const plain = await bundleMain(project, 'src/main/plain.ts', {
    define: DEFINED,
    plugins: [stubbed.plugin],
  });
  stubbed.requireAll();
  return plain;
}

/** Name of a chunk -> its first file below the project, or its package. */
type Sources = Readonly<Record<string, string>>;

async function bundle(
  project: string,
  sources: Sources,
  plugins: readonly Plugin[],
): Promise<Bundle> {
  const result = await build({
    ...COMMON,
    absWorkingDir: project,
    entryPoints: Object.entries(sources).map(([chunk, source]) => ({
      in: source,
      out: basename(chunk, '.js'),
    })),
    outdir: 'chunks',
    plugins: [...plugins, leftApart(project)],
    define: DEFINED,
    inject: [join(import.meta.dirname, 'steady-performance.ts')],
  });
  const chunks = result.outputFiles.map(({ path, text }): [string, string] => [
    basename(path),
    `(function(exports,require,module){${text}})`,
  ]);
  return { chunks: new Map(chunks), inputs: inputsOf(result.metafile) };
}

/**
 * Keeps entrypoints out of the chunk that imports them with `import()`: what the table of
 * entrypoints names, and every other `entrypoint.ts`.
 */
function entrypointsApart(project: string, entrypoints: Map<string, string>): Plugin {
  return {
    name: 'entrypoints-apart',
    setup(builder) {
      builder.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, kind }) => {
        const file = relative(project, resolve(dirname(importer), path));
        const isEntrypoint =
          importer === join(project, TABLE) || basename(file) === 'entrypoint.ts';
        if (kind !== 'dynamic-import' || !isEntrypoint) return undefined;
        const chunk = `${file
          .replace(/^src\//, '')
          .replace(/\.ts$/, '')
          .replaceAll('/', '-')}.js`;
        entrypoints.set(chunk, file);
        return { path: `./${chunk}`, external: true };
      });
    },
  };
}

function leftApart(project: string): Plugin {
  const chunks = new Map([...APART].map(([chunk, imported]) => [imported, chunk]));
  return {
    name: 'left-apart',
    setup(builder) {
      builder.onResolve({ filter: /.*/ }, ({ path, resolveDir, kind }) => {
        const imported = path.startsWith('.') ? relative(project, resolve(resolveDir, path)) : path;
        const chunk = kind === 'entry-point' ? undefined : chunks.get(imported);
        return chunk === undefined ? undefined : { path: `./${chunk}`, external: true };
      });
    },
  };
}

function inputsOf(metafile: Metafile): string[] {
  return Object.keys(metafile.inputs);
}
