import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile, transform } from 'esbuild';

/** The program cut into pieces: name of a piece -> its text, ready for `pieceLoader` (src/main/pieces.ts). */
export interface Bundle {
  readonly pieces: ReadonlyMap<string, string>;
  /** Paths of all source files in it, below the project. */
  readonly inputs: readonly string[];
}

const COMMON: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node26',
  minify: true,
  // escapes keep each piece a one-byte string, half the memory and time of a two-byte one
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  metafile: true,
};

/** Cuts the program at each `import()`, what several pieces share into pieces of their own. */
export async function bundleProgram(project: string): Promise<Bundle> {
  const result = await build({
    ...COMMON,
    absWorkingDir: project,
    entryPoints: { entry: 'src/main/entry.ts' },
    outdir: 'pieces',
    format: 'esm',
    splitting: true,
    // never called by us: its reader of YAML documents is half of what xmlbuilder2 would bring in
    alias: { 'js-yaml': join(project, 'scripts', 'lib', 'left-out.ts') },
    define: {
      // for code that looks for files beside itself: in the executable there are none
      'import.meta.url': '"file:///cpbillmgr/piece.js"',
      'import.meta.dirname': '"/cpbillmgr"',
    },
    metafile: true,
    write: false,
  });
  const pieces = new Map<string, string>();
  for (const file of result.outputFiles) pieces.set(basename(file.path), await asFunction(file.text));
  return { pieces, inputs: Object.keys(result.metafile.inputs) };
}

/** One CommonJS file that requires nothing but Node's own modules: what a single executable starts with. */
export async function bundleMain(
  project: string,
  entry: string,
): Promise<{ text: string; inputs: string[] }> {
  const result = await build({ ...COMMON, absWorkingDir: project, entryPoints: [entry], format: 'cjs' });
  const text = result.outputFiles?.[0]?.text;
  if (text === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return { text, inputs: inputsOf(result.metafile) };
}

/** An ES module as one expression, `(function (exports, require, module) {...})`, its imports turned into require(). */
async function asFunction(esm: string): Promise<string> {
  const { code, warnings } = await transform(esm, {
    format: 'cjs',
    platform: 'node',
    target: 'node26',
    minify: true,
    charset: 'ascii',
    supported: { 'dynamic-import': false },
  });
  if (warnings.length > 0) throw new Error(warnings.map(warning => warning.text).join('\n'));
  return `(function(exports,require,module){${code}})`;
}

function inputsOf(metafile: Metafile | undefined): string[] {
  return Object.keys(metafile?.inputs ?? {});
}
