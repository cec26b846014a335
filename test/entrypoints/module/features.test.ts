import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../../../src/base/names.ts';
import { featuresDocument } from '../../../src/entrypoints/module/features.ts';
import { child } from '../../../src/manager-api/document.ts';
import { parseXml } from '../../../src/manager-api/xml.ts';

type Part = 'itemtypes' | 'params' | 'features';

/** The names in a part of the features document. */
function told(module: ModuleName, part: Part): readonly string[] {
  const document = parseXml(featuresDocument(module));
  return child(document, part)?.children.map(each => each.attributes.get('name') ?? '') ?? [];
}

/**
 * What a paragraph or list entry of the documentation names in code letters, but for our modules.
 */
function documented(file: string, beginning: string): readonly string[] {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const from = text.indexOf(beginning);
  expect(from, `${file}: ${beginning}`).toBeGreaterThanOrEqual(0);
  const [entry = ''] = text.slice(from).split(/\n(?:\n|- )/, 1);
  return [...entry.matchAll(/`(\w+)`/g)]
    .map(match => match[1] ?? '')
    .filter(name => !name.startsWith('pm'));
}

test.each([
  [LICENSES_MODULE, 'features', 'README.md', '- **Operations**'],
  [LICENSES_MODULE, 'itemtypes', 'README.md', '- **Products**'],
  [ACCOUNTS_MODULE, 'features', 'docs/accounts.md', 'BILLmanager is told of '],
  [ACCOUNTS_MODULE, 'itemtypes', 'README.md', '- **ISPmanager accounts**'],
] as const)('%s: the %s are exactly what %s says', (module, part, file, beginning) => {
  expect(told(module, part).toSorted()).toEqual(documented(file, beginning).toSorted());
});

test('the password is kept encrypted, and only the licenses have a dialect', () => {
  const password = '<param name="password" crypted="yes"/>';
  expect(featuresDocument(LICENSES_MODULE)).toContain(
    `<params><param name="url"/><param name="username"/>${password}<param name="dialect"/></params>`,
  );
  expect(featuresDocument(ACCOUNTS_MODULE)).toContain(
    `<params><param name="url"/><param name="username"/>${password}</params>`,
  );
});
