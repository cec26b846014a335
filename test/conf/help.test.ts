import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { MEANINGS } from '../../src/conf/help.ts';
import { isSection, SECTIONS } from '../../src/conf/keys.ts';

const project = join(import.meta.dirname, '../..');

describe.each(Object.keys(SECTIONS).filter(isSection))('the keys of [%s]', section => {
  test('are told in English and in Russian', () => {
    for (const text of Object.values(MEANINGS.en[section])) expect(text).not.toMatch(/[а-я]/i);
    for (const text of Object.values(MEANINGS.ru[section])) expect(text).toMatch(/[а-я]/i);
  });
});

test('the conf is read without what is told about its keys', async () => {
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: ['src/conf/load.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContain('src/conf/keys.ts');
  expect(files).not.toContain('src/conf/help.ts');
});
