import { expect, test } from 'vitest';
import { keepSecret } from '../../../src/base/secrets.ts';
import { safeJson, safeText } from '../../../src/entrypoints/admin/safe-text.ts';
import { renderTable } from '../../../src/entrypoints/admin/table.ts';
import { age } from '../../../src/entrypoints/admin/times.ts';

const columns = [{ title: 'id', align: 'right' as const }, { title: 'name' }, { title: 'text' }];
const plain = { width: null, styled: false };

test('columns are aligned, empty cells are marked, and nothing is cut in a pipe', () => {
  expect(
    renderTable(
      columns,
      [
        ['7', 'Лицензия', ''],
        ['117', 'x', 'y'.repeat(30)],
      ],
      plain,
    ),
  ).toBe(
    [' id  name      text', '  7  Лицензия  -', `117  x         ${'y'.repeat(30)}`, ''].join('\n'),
  );
});

const listed = [
  { title: 'id', align: 'right' as const },
  { title: 'name', isProse: true as const },
  { title: 'type', spare: 1 },
  { title: 'end' },
  { title: 'seen', spare: 2 },
];
const ROW = ['117', 'a'.repeat(30), 'soft', '2026-12-01', '2026-11-21 09:05'];

test.each([
  [73, '117  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  soft  2026-12-01  2026-11-21 09:05'],
  // prose is cut first
  [60, '117  aaaaaaaaaaaaaaaaaa…  soft  2026-12-01  2026-11-21 09:05'],
  // then what is spare is left out, the highest first
  [48, '117  aaaaaaaaaaaaaaaaaaaaaaaa…  soft  2026-12-01'],
  [32, '117  aaaaaaaa…  soft  2026-12-01'],
  [30, '117  aaaaaaaaaaaa…  2026-12-01'],
])('at a width of %i a row is %s', (width, line) => {
  const [, row = ''] = renderTable(listed, [ROW], { width, styled: false }).split('\n');
  expect(row).toBe(line);
});

test('where a row does not fit at all it is a record, with nothing cut', () => {
  const text = renderTable(listed, [ROW, ROW], { width: 20, styled: false });
  const record = `id    117\nname  ${'a'.repeat(30)}\ntype  soft\nend   2026-12-01\nseen  2026-11-21 09:05\n`;
  expect(text).toBe(`${record}\n${record}`);
});

test('letters that are wide, joined or of two parts are counted as they are seen', () => {
  const columns = [{ title: 'name', isProse: true as const }, { title: 'x' }];
  const rows = [
    ['日本語', '1'],
    ['e\u0301👧', '2'],
    ['日本語日本語日本語', '3'],
  ];
  expect(renderTable(columns, rows, { width: 14, styled: false }).split('\n')).toEqual([
    'name         x',
    '日本語       1',
    'e\u0301👧          2',
    '日本語日本…  3',
    '',
  ]);
});

test('only the header is set in bold', () => {
  expect(renderTable([{ title: 'a' }], [['1']], { width: 80, styled: true })).toBe(
    '\u001b[1ma\u001b[22m\n1\n',
  );
});

test('data cannot drive the terminal', () => {
  const nasty = 'a\u001b[2Jb\u001b]0;title\u0007c\r\nd\u009b31me\u202ef\u0000g\u200bh';
  expect(safeText(nasty)).toBe('abc defgh');
  expect(renderTable([{ title: 'x' }], [[nasty]], plain)).toBe('x\nabc defgh\n');
});

test('JSON keeps the data and writes what a terminal would obey as escapes', () => {
  const value = ['\u001b[2J\u009b1m\u202e\u007f', 'я'];
  const text = safeJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('\\u001b[2J\\u009b1m\\u202e\\u007f');
});

test('a known secret is masked wherever it turns up', () => {
  keepSecret('tops3cret');
  expect(safeText('it is tops3cret!')).toBe('it is ***!');
  expect(safeJson({ a: 'tops3cret' })).not.toContain('tops3cret');
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3 * 3600 + 5, '3 h'],
  [12 * 86400, '12 d'],
  [-5, '0 s'],
])('%i seconds are %j', (seconds, text) => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect(age(new Date(now.getTime() - seconds * 1000), now, 'en')).toBe(text);
});
