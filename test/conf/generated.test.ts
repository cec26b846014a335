import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
