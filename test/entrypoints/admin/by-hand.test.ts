import { describe, expect, test } from 'vitest';
import { LICENSES_MODULE } from '../../../src/base/names.ts';
import { commandsOf, rowOf } from '../../../src/billmanager/command-table.ts';
import { BY_HAND, cli } from './surroundings.ts';

describe('the operations by hand', () => {
  test('are exactly the commands of the licenses’ module', () => {
    expect(BY_HAND.map(each => each.name)).toEqual(commandsOf(LICENSES_MODULE));
  });

  test.each(commandsOf(LICENSES_MODULE))(
    '%s may be charged, says its help, exactly if BILLmanager’s changes something',
    async name => {
      const { out } = await cli(`${name} --help`, { language: 'en' });
      expect(out.includes('may be charged')).toBe(rowOf(name).changes);
    },
  );
});
