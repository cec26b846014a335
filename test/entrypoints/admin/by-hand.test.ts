import { describe, expect, test } from 'vitest';
import { LICENSES_MODULE } from '../../../src/base/names.ts';
import { commandsOf, rowOf } from '../../../src/billmanager/command-table.ts';
import { MODULE_COMMANDS } from '../../../src/entrypoints/admin/commands.ts';

describe('the operations by hand', () => {
  test('are exactly the commands of the licenses’ module', () => {
    const typed = MODULE_COMMANDS.map(each => each.name);
    expect(typed).toEqual(commandsOf(LICENSES_MODULE));
  });

  test.each(commandsOf(LICENSES_MODULE))(
    '%s changes things exactly if BILLmanager’s does',
    name => {
      const command = MODULE_COMMANDS.find(each => each.name === name);
      expect(command?.changes ?? false).toBe(rowOf(name).changes);
    },
  );
});
