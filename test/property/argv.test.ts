import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/billmanager/command-table.ts';
import { CALL_OPTIONS, type CallOption, parseCall } from '../../src/entrypoints/module/options.ts';
import { checkArguments } from '../../src/entrypoints/module/request.ts';
import { runs } from './runs.ts';

const NAMES = Object.keys(CALL_OPTIONS);
const SHORT: ReadonlyMap<string, string> = new Map(
  Object.entries(CALL_OPTIONS).flatMap(([name, { short }]: [string, CallOption]) =>
    short === undefined ? [] : [[name, short]],
  ),
);

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '--',
    '-',
    '-c',
    '--command',
    '--item',
    '--item=',
    '--command=open',
    '-i5',
    '--__proto__=1',
  ),
  fc.constantFrom(...NAMES.map(name => `--${name}`)),
  fc.constantFrom(...Object.keys(COMMANDS)),
);

describe('arguments', () => {
  test('no argument vector makes the reader fall over or find a command that was not given', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), argv => {
        const call = parseCall(argv);
        expect(argv.some(each => each.includes(call.command))).toBe(
          call.command !== '' || argv.length > 0,
        );
        expect(Object.keys(call.options).every(name => NAMES.includes(name))).toBe(true);
        const { mistakes } = checkArguments(call, ['item']);
        expect(
          mistakes.every(each => each.type === 'argument_missing' || each.type === 'argument_bad'),
        ).toBe(true);
      }),
      runs(3000),
    );
  });

  test('values come through as they were given, in every spelling of an option', () => {
    const value = fc.string({ minLength: 1, maxLength: 40 }).filter(text => !text.includes('\0'));
    const spelled = fc.record({
      name: fc.constantFrom(...NAMES),
      value,
      how: fc.constantFrom('=', ' ', 'short'),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(spelled, { selector: each => each.name, maxLength: 6 }),
        options => {
          const argv = options.flatMap(({ name, value: given, how }) => {
            const short = SHORT.get(name);
            if (how === '=' || given.startsWith('-')) return [`--${name}=${given}`];
            return how === 'short' && short !== undefined
              ? [`-${short}`, given]
              : [`--${name}`, given];
          });
          const call = parseCall(argv);
          const expected = new Map(options.map(each => [each.name, each.value]));
          expect(call.command).toBe(expected.get('command') ?? '');
          expected.delete('command');
          expect(new Map(Object.entries(call.options))).toEqual(expected);
          expect(call.unknown).toEqual([]);
        },
      ),
      runs(3000),
    );
  });

  test('what is to be a number and is none is refused, and nothing else', () => {
    const value = fc.oneof(
      fc.stringMatching(/^\d{1,18}$/),
      fc.string({ minLength: 1, maxLength: 24 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('item', 'module', 'runningoperation', 'level'),
        value,
        (name, given) => {
          const { mistakes } = checkArguments(
            parseCall(['--command', 'open', `--${name}=${given}`]),
            [],
          );
          expect(mistakes.length === 0).toBe(/^\d{1,18}$/.test(given));
        },
      ),
      runs(2000),
    );
  });
});
