import { describe, expect, test } from 'vitest';
import { MODULE_NAMES } from '../../src/base/names.ts';
import { COMMANDS, commandsOf, isCommand, rowOf } from '../../src/billmanager/command-table.ts';
import { commandOf } from '../../src/entrypoints/module/handlers.ts';

const NAMES = Object.keys(COMMANDS).filter(isCommand);

describe.each(MODULE_NAMES)('%s', module => {
  test('carries out what it offers, but for what has an entrypoint of its own', () => {
    for (const name of NAMES) {
      const row = rowOf(name);
      const isHere = row.modules.includes(module) && row.entrypoint === undefined;
      expect(commandOf(module, name) !== undefined, name).toBe(isHere);
    }
  });

  test('carries out nothing else', () => {
    for (const name of ['', 'constructor', '__proto__', 'renew', 'import_pricelist'])
      expect(commandOf(module, name), name).toBeUndefined();
  });

  test('offers nothing twice under one feature', () => {
    const features = commandsOf(module).flatMap(name => rowOf(name).features ?? [name]);
    expect(features).toEqual([...new Set(features)]);
  });
});

test.each(NAMES)('%s: its columns agree with each other', name => {
  const { kind, changes, required, finishedByCron, response, summary } = rowOf(name);
  if (kind === 'operation') {
    expect(required[0]).toBe('item');
    expect(changes).toBe(true);
  } else expect(finishedByCron).toBeUndefined();
  // whoever asks a question is told something
  if (kind === 'question') expect(response).toBeDefined();
  for (const text of [summary.en, summary.ru]) expect(text).toMatch(/^\p{L}.*[^.]$/u);
});
