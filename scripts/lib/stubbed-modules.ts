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
  // character sets other than UTF-8, and certificates of a hosting company
  ...['utf7', 'sbcs-codec', 'sbcs-data', 'sbcs-data-generated', 'dbcs-codec', 'dbcs-data'].map(
    encoding => `iconv-lite/encodings/${encoding}.js`,
  ),
  'mysql2/lib/constants/ssl_profiles.js',
  // compression, and the names of five thousand errors, which are told by their numbers
  'mysql2/lib/compressed_protocol.js',
  'mysql2/lib/constants/errors.js',
  // numbers of 64 bits, prepared statements, parsers that are made for each statement
  'long/umd/index.js',
  ...['binary_parser', 'static_binary_parser', 'text_parser'].map(
    parser => `mysql2/lib/parsers/${parser}.js`,
  ),
  // what SQLite can be taught, and copies of whole databases
  ...['aggregate', 'backup', 'explain', 'function', 'serialize', 'table'].map(
    method => `better-sqlite3/lib/methods/${method}.js`,
  ),
];

const STUB = `
const stubbed = () => { throw new Error('This part of a package was left out of the executable'); };
module.exports = Object.assign(stubbed, { YAMLReader: stubbed, extractBody: stubbed });
`;

/**
 * What packages use of modules that take a millisecond or more to load, by the package and the
 * module's name in it.
 */
const SMALL_MODULES: Readonly<Record<string, string>> = {
  // most databases stand on this machine, where nothing is encrypted
  'mysql2 tls': `
module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule('node:tls')[name] });
`,
  // for prepared statements and for parsers made for each statement: tables of 15,000 places
  'mysql2 lru.min': 'module.exports = { createLRU: () => new Map() };',
  'undici node:assert': `
module.exports = (value, message) => {
  if (value) return;
  throw message instanceof Error ? message : new Error(message ?? 'an assertion of undici does not hold');
};
`,
  // the usual limit of an answer's headers, and what a body would be that comes in at a server
  'undici node:http': `
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
    this.#unmet = new Set([...wanted, ...Object.keys(SMALL_MODULES)]);
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
        builder.onResolve({ filter: /^(?:node:|tls$|lru\.min$)/ }, ({ path, importer }) => {
          const name = `${/node_modules\/(\w+)\//.exec(importer)?.[1] ?? ''} ${path}`;
          if (!(name in SMALL_MODULES)) return undefined;
          this.#unmet.delete(name);
          return { path: name, namespace: 'small' };
        });
        builder.onLoad({ filter: /.*/, namespace: 'small' }, ({ path }) => ({
          contents: SMALL_MODULES[path] ?? '',
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
