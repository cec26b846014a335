import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPairs } from '../../../../src/entrypoints/admin/adopt/pairs-file.ts';
import { afterwards } from '../../../journal/support/temp.ts';

async function read(text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'pairs.csv');
  writeFileSync(path, text);
  return readPairs(path, 'utf-8');
}

const PAIR = { item: '117', kind: 'license', id: '700001' };

describe('a file of pairs', () => {
  test.each([
    [
      'a line that says the delimiter, as Excel writes it',
      'sep=;\r\nitem;license\r\n117;700001\r\n',
      3,
    ],
    ['a delimiter that the header would not tell', 'sep=|\nitem|license\n117|700001\n', 3],
    [
      'the same in quotes, behind a byte order mark',
      '\uFEFF"sep=;"\nitem;license\n117;700001\n',
      3,
    ],
    ['rows without any value', 'item;license;note;x\r\n;;;\r\n117;700001;;\r\n; ;;\r\n', 3],
    ['nothing special', 'item,license\n117,700001\n', 2],
  ])('is read with %s', async (_, text, line) => {
    expect(await read(text)).toEqual({ pairs: [{ ...PAIR, line }], mistakes: [] });
  });

  test('tells the line of a mistake in it', async () => {
    const { mistakes } = await read('sep=;\nitem;license\n;;\n;700001\n');
    expect(mistakes).toMatchObject([{ line: 4 }]);
  });
});
