import { describe, expect, test } from 'vitest';
import { parseCall } from '../../../src/entrypoints/module/options.ts';
import { checkArguments } from '../../../src/entrypoints/module/request.ts';

describe('a call', () => {
  test('is read in its long, short, joined and classic forms alike', () => {
    const forms = [
      ['--command', 'open', '--item', '117'],
      ['-c', 'open', '-i', '117'],
      ['--command=open', '--item=117'],
      ['-copen', '-i117'],
      ['-c=open', '-i=117'],
      ['open', '117'],
    ];
    for (const argv of forms) {
      const { call, mistakes } = checkArguments(parseCall(argv), ['item']);
      expect([call.command, call.options.item, mistakes]).toEqual(['open', '117', []]);
    }
  });

  test('passes over options of newer panels, and says which', () => {
    const call = parseCall(['--command', 'open', '--item', '117', '--newthing', 'x', '--flag']);
    expect(call.unknown).toEqual(['--newthing', '--flag']);
    expect(call.options.item).toBe('117');
    expect(call.words).toEqual([]);
  });

  test('takes a value that begins with a dash', () => {
    expect(parseCall(['--command', 'check_param', '--value', '-5']).options.value).toBe('-5');
  });

  test('takes what follows a double dash, and a dash alone, as words', () => {
    expect(parseCall(['open', '-', '--', '--item', '5'])).toMatchObject({
      options: {},
      words: ['-', '--item', '5'],
      unknown: [],
    });
  });

  test('lets the last of several values count, and an equals sign stand in a value', () => {
    const call = parseCall(['-c', 'check_param', '--value=a=b', '--item', '1', '-i', '2']);
    expect(call.options).toEqual({ value: 'a=b', item: '2' });
  });

  test('passes over short options of newer panels', () => {
    expect(parseCall(['-z', '-c', 'open', '-yes']).unknown).toEqual(['-z', '-y']);
  });

  test.each(['--__proto__', '--constructor', '--toString=1'])('knows no option called %s', word => {
    const call = parseCall(['open', word]);
    expect([call.unknown.length, call.options]).toEqual([1, {}]);
  });

  test.each([
    [['--command', 'open']],
    [['--command', 'open', '--item']],
    [['--command', 'open', '--item', '']],
  ])('without its required argument is refused: %j', argv => {
    const { mistakes } = checkArguments(parseCall(argv), ['item']);
    expect(mistakes.map(each => each.message)).toEqual([
      'The argument --item is required for the command "open".',
    ]);
  });

  test.each(['12a', '-1', '1.5', '0x10', '99999999999999999999'])(
    'with an item that is no number is refused: %s',
    item => {
      const { mistakes } = checkArguments(parseCall(['--command', 'open', '--item', item]), [
        'item',
      ]);
      expect(mistakes.map(each => each.type)).toEqual(['argument_bad']);
    },
  );

  test('names every mistake at once', () => {
    const { mistakes } = checkArguments(
      parseCall(['-c', 'check_param', '--runningoperation', 'x', '--level', 'y']),
      ['item', 'param'],
    );
    expect(mistakes).toHaveLength(4);
  });
});
