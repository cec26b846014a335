import { describe, expect, test } from 'vitest';
import { MODULE_COMMANDS } from '../../../src/entrypoints/admin/commands.ts';
import { HAND_TEXTS } from '../../../src/entrypoints/admin/hand-texts.ts';
import { COMMANDS } from '../../../src/entrypoints/module/commands.ts';

describe('the operations by hand', () => {
  test('are exactly the commands of the licenses’ module', () => {
    expect(HAND_TEXTS.map(each => each.name).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  test.each(HAND_TEXTS)(
    '$name needs what the protocol’s table says, and is known to change or not',
    text => {
      const command = COMMANDS[text.name];
      expect(text.required).toEqual(command?.required);
      expect(text.changes ?? false).toBe(command?.changes);
      expect(MODULE_COMMANDS.find(each => each.name === text.name)?.changes).toBe(text.changes);
    },
  );
});
