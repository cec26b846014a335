import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Parts of packages that none of our calls reaches, below node_modules. They would be loaded with
 * what we do call.
 */
const STUBBED: readonly string[] = [
  // reads YAML documents
  'js-yaml/index.js',
  // HTTP/2, which the connection switches off; it loads node:http2
  'undici/lib/dispatcher/client-h2.js',
  // bodies other than strings
  'undici/lib/web/fetch/body.js',
  'undici/lib/web/fetch/formdata.js',
  'undici/lib/web/webidl/index.js',
  // what SQLite can be taught, and copies of whole databases
  ...['aggregate', 'backup', 'explain', 'function', 'serialize', 'table'].map(
    method => `better-sqlite3/lib/methods/${method}.js`,
  ),
];

const STUB = `
const leftOut = () => { throw new Error('This part of a package was left out of the executable'); };
module.exports = Object.assign(leftOut, { load: leftOut, dump: leftOut, extractBody: leftOut });
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

/** Puts a function that throws in the place of what is left out. */
export function stubModules(project: string): Plugin {
  const files = new Set(STUBBED.map(file => join(project, 'node_modules', file)));
  return {
    name: 'leave-out',
    setup(builder) {
      builder.onLoad({ filter: /node_modules/ }, ({ path }) =>
        files.has(path) ? { contents: STUB, loader: 'js' } : undefined,
      );
      builder.onResolve({ filter: /^node:/ }, ({ path, importer }) =>
        path in FOR_UNDICI && /node_modules\/undici\//.test(importer)
          ? { path, namespace: 'small' }
          : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'small' }, ({ path }) => ({
        contents: FOR_UNDICI[path] ?? '',
        loader: 'js',
      }));
    },
  };
}
