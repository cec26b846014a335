import { describe, expect, test } from 'vitest';
import { type ChunkStore, chunkLoader } from '../../src/runtime/chunks.ts';

function loaderOf(chunks: Readonly<Record<string, string>>, more: Partial<ChunkStore> = {}) {
  return chunkLoader({
    source: chunk => `(function(exports,require,module){${chunks[chunk]}})`,
    cache: () => undefined,
    ...more,
  });
}

describe('the pieces of the executable', () => {
  test('require each other and run once', () => {
    const load = loaderOf({
      'a.js': 'exports.sum = require("./b.js").one + require("./c.js").two',
      'b.js': 'exports.one = require("./c.js").two - 1',
      'c.js': 'globalThis.ran = (globalThis.ran ?? 0) + 1; exports.two = 2',
    });
    expect(load('a.js')).toEqual({ sum: 3 });
    expect(Reflect.get(globalThis, 'ran')).toBe(1);
  });

  test('are loaded only when they are required', () => {
    const read: string[] = [];
    const load = loaderOf(
      { 'a.js': 'exports.later = () => require("./b.js")', 'b.js': 'module.exports = { b: true }' },
      {
        around: (chunk, compile) => {
          read.push(chunk);
          return compile();
        },
      },
    );
    const a = load('a.js');
    expect(read).toEqual(['a.js']);
    const later = a['later'];
    expect(typeof later === 'function' && later()).toEqual({ b: true });
    expect(read).toEqual(['a.js', 'b.js']);
  });

  test("reach Node's own modules and no others", () => {
    const load = loaderOf({
      'a.js': 'exports.sep = require("path").sep + require("node:path").sep',
      'b.js': 'require("left-pad")',
    });
    expect(load('a.js')).toEqual({ sep: '//' });
    expect(() => load('b.js')).toThrow('No module left-pad in this executable');
  });

  test('work with a code cache that V8 rejects', () => {
    const rejected: (boolean | undefined)[] = [];
    const load = loaderOf(
      { 'a.js': 'exports.ok = true' },
      {
        cache: () => Buffer.from('this is no code cache'),
        around: (_piece, compile) => {
          const script = compile();
          rejected.push(script.cachedDataRejected);
          return script;
        },
      },
    );
    expect(load('a.js')).toEqual({ ok: true });
    expect(rejected).toEqual([true]);
  });
});
