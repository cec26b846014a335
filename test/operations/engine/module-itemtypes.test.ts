import { expect, test } from 'vitest';
import { MODULE_NAMES } from '../../../src/base/names.ts';
import {
  ALL_ITEMTYPES,
  MODULE_ITEMTYPES,
} from '../../../src/operations/engine/module-itemtypes.ts';

test('each processing module serves types, and no type is served by two', () => {
  for (const name of MODULE_NAMES) expect(MODULE_ITEMTYPES[name]).not.toEqual([]);
  expect(new Set(ALL_ITEMTYPES).size).toBe(ALL_ITEMTYPES.length);
  expect(ALL_ITEMTYPES).toContain('soft');
  expect(MODULE_ITEMTYPES['pmcpispmgr']).toEqual(['backupservice', 'storage', 'vhost']);
});
