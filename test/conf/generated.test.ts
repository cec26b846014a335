import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { confTexts } from '../../scripts/lib/conf-texts.ts';

const project = join(import.meta.dirname, '../..');

describe('what is made from the keys', () => {
  const texts = confTexts(project);

  test.each([...texts.keys()])('%s is as scripts/generate writes it', path => {
    const hint = 'run scripts/generate';
    expect(readFileSync(join(project, path), 'utf8'), hint).toBe(texts.get(path));
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
