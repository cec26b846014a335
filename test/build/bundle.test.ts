import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundleProgram } from '../../scripts/lib/bundle.ts';

const PROJECT = join(import.meta.dirname, '../..');

test('the same sources are cut into the same chunks', async () => {
  const [first, second] = [await bundleProgram(PROJECT), await bundleProgram(PROJECT)];
  expect([...first.chunks.keys()]).toContain('entrypoints-module-entrypoint.js');
  expect(second.chunks).toEqual(first.chunks);
});
