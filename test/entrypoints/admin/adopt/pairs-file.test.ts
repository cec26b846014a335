import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPairs } from '../../../../src/entrypoints/admin/adopt/pairs-file.ts';
import { afterwards } from '../../../journal/support/temp.ts';

async function read(text: string, create = false) {
  const folder = mkdtempSync(join(tmpdir(), 'pairs-'));
  afterwards(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'pairs.csv');
  writeFileSync(path, text);
  return readPairs(path, 'utf-8', { create });
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

  test('tells the present password of an account', async () => {
    const { pairs } = await read('item;account;password\n117;site1;"secret "\n118;site2;\n');
    expect(pairs).toEqual([
      { item: '117', kind: 'account', id: 'site1', line: 2, password: 'secret ' },
      { item: '118', kind: 'account', id: 'site2', line: 3 },
    ]);
  });

  test('orders services for clients who have none, only when it is to', async () => {
    const text = 'item,account,client,tariff,period,expiredate\n,site1,5,12,3,2027-01-31\n';
    expect((await read(text, true)).pairs).toEqual([
      {
        ...{ item: '', kind: 'account', id: 'site1', line: 2 },
        order: { client: '5', tariff: '12', period: 3, expiredate: '2027-01-31' },
      },
    ]);
    expect((await read(text)).mistakes).toMatchObject([{ line: 2 }]);
  });

  test.each([
    ['site1,x,12,,', 'client'],
    ['site1,5,12,month,', 'period'],
    ['site1,5,12,1,31.01.2027', 'expiredate'],
  ])('says what is wrong with an order: %s', async (row, named) => {
    const { mistakes } = await read(`account,client,tariff,period,expiredate\n${row}\n`, true);
    expect(mistakes).toMatchObject([{ line: 2, text: { en: expect.stringContaining(named) } }]);
  });
});
