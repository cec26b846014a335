import { expect, test } from 'vitest';
import { cli } from './surroundings.ts';

/** What a person, or a script with an empty variable, may put around a command. */
const WORDS: readonly string[] = [
  '101',
  '',
  '--',
  '--item',
  '--item=101',
  '--ITEM',
  '--json',
  '--itemtype',
  'checkevent',
];
/** ... with nothing else beside it. */
const ALONE: readonly string[] = [
  '0101',
  '-1',
  '=',
  '-',
  '--item=',
  '--ITEM=101',
  '--no-item',
  '--help',
  'help',
  'true',
  '--constructor',
  '--__proto__',
  '--get-yargs-completions',
  '--version',
];

function lines(): readonly (readonly string[])[] {
  return [
    ['prolong'],
    ...[...WORDS, ...ALONE].flatMap(word => [
      ['prolong', word],
      [word, 'prolong'],
    ]),
    ...WORDS.flatMap(a =>
      WORDS.flatMap(b => [
        ['prolong', a, b],
        [a, 'prolong', b],
      ]),
    ),
  ];
}

/** The lines that say which service is meant, and nothing else. */
const MEANT: readonly string[] = [
  'prolong 101',
  'prolong 101 --',
  'prolong --item=101',
  'prolong --item=101 --',
  '--item=101 prolong',
  '--item=101 prolong --',
  'prolong --item 101',
];

test('of all short lines, those are carried out that are meant, and no other', async () => {
  const carriedOut: string[] = [];
  for (const line of lines()) {
    const { code, out, err } = await cli(line, { language: 'en' });
    // there is no manager root: a line that is right comes to the fault that tells so
    if (code === 1) carriedOut.push(line.join(' '));
    else if (code === 2) {
      expect({ line, out, lines: err.split('\n').length }).toEqual({ line, out: '', lines: 2 });
    } else expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  }
  expect(carriedOut.toSorted()).toEqual(MEANT.toSorted());
});
