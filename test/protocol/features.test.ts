import { expect, test } from 'vitest';
import { child } from '../../src/mgr/document.ts';
import { parseXml } from '../../src/mgr/xml.ts';
import { COMMANDS } from '../../src/protocol/commands.ts';
import { MODULE_FEATURES } from '../../src/protocol/feature-list.ts';
import { featuresDocument } from '../../src/protocol/features.ts';

test('features lists exactly the commands that the module carries out', () => {
  expect([...(MODULE_FEATURES['pmcpbillmgr']?.features ?? [])].sort()).toEqual(Object.keys(COMMANDS).sort());
});

test('the features document is well-formed and names types, params and features', () => {
  const document = parseXml(featuresDocument('pmcpbillmgr'));
  const names = (group: string): (string | undefined)[] =>
    child(document, group)?.children.map(each => each.attributes.get('name')) ?? [];
  expect(names('itemtypes')).toEqual(['soft', 'softexternal', 'platform', 'addition']);
  expect(names('params')).toContain('password');
  expect(names('features')).toContain('open');
});
