import { Script } from 'node:vm';

/** Where the compiled program's chunks are kept. */
export interface ChunkStore {
  /** Text of a chunk: one expression, `(function (exports, require, module) {...})`. */
  source(chunk: string): string;
  /** V8's code cache of a chunk, taken after it has run; undefined if there is none. */
  cache(chunk: string): Buffer | undefined;
  /**
   * Compiles a chunk by calling `compile`, for a store that does something before or after that.
   */
  around?(chunk: string, compile: () => Script): Script;
}

type Exports = Record<string, unknown>;
type ChunkFunction = (
  exports: Exports,
  require: (id: string) => unknown,
  module: { exports: Exports },
) => void;

/**
 * Loads the chunks into which the build cuts the program (scripts/lib/bundle.ts). A chunk is
 * compiled and run when it is first required. A code cache that V8 rejects only costs time.
 */
export function chunkLoader(store: ChunkStore): (chunk: string) => Exports {
  const loaded = new Map<string, { exports: Exports }>();

  function load(chunk: string): Exports {
    const known = loaded.get(chunk);
    if (known) return known.exports;
    const module: { exports: Exports } = { exports: {} };
    loaded.set(chunk, module);
    compile(store, chunk)(module.exports, require, module);
    return module.exports;
  }

  function require(id: string): unknown {
    if (id.startsWith('./')) return load(id.slice('./'.length));
    const builtin: unknown = process.getBuiltinModule(id);
    if (builtin === undefined) throw new Error(`No module ${id} in this executable`);
    return builtin;
  }

  return load;
}

function compile(store: ChunkStore, chunk: string): ChunkFunction {
  const cachedData = store.cache(chunk);
  const plain = (): Script =>
    new Script(store.source(chunk), {
      filename: chunk,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
  const script = store.around?.(chunk, plain) ?? plain();
  return script.runInThisContext();
}
