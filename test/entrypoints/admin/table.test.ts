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

test('on a terminal the widest columns are cut until the table fits', () => {
  const text = renderTable(columns, [['117', 'short', 'a'.repeat(90)]], {
    width: 40,
    styled: false,
  });
  expect(text.split('\n').map(line => line.length)).toEqual([16, 40, 0]);
  expect(text).toContain(`${'a'.repeat(27)}…`);
});

test('a terminal that is too narrow for any table still shows a bit of each column', () => {
  const text = renderTable(columns, [['117', 'b'.repeat(90), 'a'.repeat(90)]], {
    width: 3,
    styled: false,
  });
  expect(text.split('\n')[1]).toBe('117  bbbb…  aaaa…');
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
