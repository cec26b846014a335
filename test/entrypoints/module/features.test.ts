import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FLAGS, MODULE_FEATURES } from '../../../src/entrypoints/module/feature-list.ts';
import { featuresDocument } from '../../../src/entrypoints/module/features.ts';
import { MODULES } from '../../../src/entrypoints/module/modules.ts';
import { child } from '../../../src/manager-api/document.ts';
import { parseXml } from '../../../src/manager-api/xml.ts';
import { MODULE_ITEMTYPES } from '../../../src/operations/module-itemtypes.ts';

test.each(Object.keys(MODULES))(
  'features lists exactly the commands that %s carries out',
  module => {
    const listed = (MODULE_FEATURES[module]?.features ?? []).filter(name => !FLAGS.includes(name));
    expect(listed.sort()).toEqual(Object.keys(MODULES[module]?.commands ?? {}).sort());
  },
);

test('only the licenses have a dialect', () => {
  expect(featuresDocument('pmcpbillmgr')).toContain('<param name="dialect"/>');
  expect(featuresDocument('cpbillmgr')).toBe(featuresDocument('pmcpbillmgr'));
  expect(featuresDocument('pmcpispmgr')).not.toContain('dialect');
});

test('the features document is well-formed and names types, params and features', () => {
  const document = parseXml(featuresDocument('pmcpbillmgr'));
  const names = (group: string): (string | undefined)[] =>
    child(document, group)?.children.map(each => each.attributes.get('name')) ?? [];
  expect(names('itemtypes')).toEqual(MODULE_ITEMTYPES.pmcpbillmgr);
  expect(names('params')).toContain('password');
  expect(names('features')).toContain('open');
});

test('the README names every product type that is sold, and no other', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const named = (bullet: string): readonly (string | undefined)[] =>
    [...(readme.split('- **').find(each => each.startsWith(bullet)) ?? '').matchAll(/`(\w+)`/g)]
      .map(match => match[1])
      .filter(name => !name?.startsWith('pm'));
  expect(named('Products')).toEqual(MODULE_ITEMTYPES.pmcpbillmgr);
  expect(named('ISPmanager accounts')).toEqual(MODULE_ITEMTYPES.pmcpispmgr);
});
