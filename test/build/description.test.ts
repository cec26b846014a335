import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { faultTypes } from '../../src/base/fault-types.ts';
import { MODULE_ITEMTYPES } from '../../src/operations/engine/module-itemtypes.ts';
import { DIST } from './support.ts';

type Node = Readonly<Record<string, unknown>>;

const PARSER = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name, _path, _leaf, isAttribute) =>
    !isAttribute && ['lang', 'messages', 'msg', 'field', 'type', 'metadata'].includes(name),
});

function read(module: string): string {
  return readFileSync(join(DIST, `etc/xml/billmgr_mod_${module}.xml`), 'utf8');
}

function child(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value ? Reflect.get(value, name) : undefined),
    node,
  );
}

function children(node: unknown, name: string): readonly Node[] {
  const value = child(node, name);
  return Array.isArray(value) ? value : [];
}

/** All messages of a description: "lang group name" -> text. */
function messages(data: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const lang of children(data, 'lang')) {
    for (const group of children(lang, 'messages')) {
      for (const msg of children(group, 'msg')) {
        found.set(`${lang['name']} ${group['name']} ${msg['name']}`, String(msg['#text'] ?? ''));
      }
    }
  }
  return found;
}

describe.each([
  ['pmcpbillmgr', ['url', 'username', 'password', 'dialect']],
  ['pmcpispmgr', ['url', 'username', 'password']],
] as const)('the description of %s', (module, fields) => {
  const text = read(module);
  const data = child(PARSER.parse(text), 'mgrdata');
  const found = messages(data);

  test('is well-formed', () => {
    expect(XMLValidator.validate(text)).toBe(true);
  });

  test('announces a processing module for its product types', () => {
    expect(child(data, 'plugin', 'name')).toBe(module);
    expect(child(data, 'plugin', 'group')).toBe('processing_module');
    expect(children(child(data, 'plugin', 'params'), 'type').map(type => type['name'])).toEqual(
      MODULE_ITEMTYPES[module],
    );
  });

  test('asks for the settings of the module, the address checked and the password hidden', () => {
    const [settings] = children(data, 'metadata');
    expect(settings?.['name']).toBe(`processing.edit.${module}`);
    const form = children(child(settings, 'form', 'page'), 'field');
    expect(form.map(field => field['name'])).toEqual(fields);
    expect(child(form[0], 'input', 'check')).toBe('url');
    expect(child(form[2], 'input', 'type')).toBe('password');
  });

  test.each(['en', 'ru'])('calls everything by a name (%s)', lang => {
    const wanted = [
      ...['desc_short_', 'desc_full_', 'price_'].map(prefix => `plugin ${prefix}${module}`),
      `label_processing_modules ${module}`,
      `label_processing_modules module_${module}`,
      ...fields.flatMap(name => [
        `processing.edit.${module} ${name}`,
        `processing.edit.${module} hint_${name}`,
      ]),
    ];
    expect(wanted.filter(name => !found.get(`${lang} ${name}`))).toEqual([]);
  });

  test.each(['en', 'ru'] as const)('has the message of every fault (%s)', lang => {
    for (const [type, fault] of Object.entries(faultTypes())) {
      expect(found.get(`${lang} msgerror msg_error_${type}`)).toBe(fault[lang]);
    }
  });
});

test('the tariffs of the storage have the fields of an account, each by a name', () => {
  const data = child(PARSER.parse(read('pmcpispmgr')), 'mgrdata');
  const form = children(data, 'metadata').find(each => each['name'] === 'pricelist.pmcpispmgr');
  const names = children(child(form, 'form'), 'field').map(field => String(field['name']));
  expect(names).toEqual([
    'account_template',
    'account_template_new',
    'username_template',
    'domain_template',
    'account_address',
  ]);
  const found = messages(data);
  for (const lang of ['en', 'ru'])
    for (const name of names) {
      expect(found.get(`${lang} pricelist.pmcpispmgr ${name}`)).toBeTruthy();
      expect(found.get(`${lang} pricelist.pmcpispmgr hint_${name}`)).toBeTruthy();
    }
});
