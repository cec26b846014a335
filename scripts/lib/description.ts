import { create } from 'xmlbuilder2';
import type { Language } from '../../src/base/fault.ts';
import { faultTypes } from '../../src/base/fault-types.ts';
import { PROGRAM } from '../../src/base/names.ts';
import { MODULE_ITEMTYPES } from '../../src/operations/engine/module-itemtypes.ts';
import { type Fields, type ModuleTexts, PRICE, type SettingField } from './module-texts.ts';

type Element = ReturnType<typeof create>;

const LANGUAGES: readonly Language[] = ['ru', 'en'];

/**
 * The XML description of a processing module (docs/reference/processing-module.md, "XML
 * description"), made of its texts and of the table of faults: every fault that the module may
 * report has its message in it.
 */
export function moduleDescription(module: ModuleTexts): string {
  const data = create({ version: '1.0', encoding: 'UTF-8' }).ele('mgrdata');
  addPlugin(data, module);
  addFields(addForm(data, formName(module)).ele('page', { name: 'connect' }), module.fields);
  if (module.tariffFields) addFields(addForm(data, tariffFormName(module)), module.tariffFields);
  for (const lang of LANGUAGES) addMessages(data, module, lang);
  return `${data.end({ prettyPrint: true })}\n`;
}

function addPlugin(data: Element, module: ModuleTexts): void {
  const plugin = data.ele('plugin', { name: module.name });
  plugin.ele('group').txt('processing_module');
  plugin.ele('author').txt(PROGRAM);
  const params = plugin.ele('params');
  for (const itemtype of MODULE_ITEMTYPES[module.name]) params.ele('type', { name: itemtype });
}

function addForm(data: Element, name: string): Element {
  return data.ele('metadata', { name, type: 'form' }).ele('form', { title: 'name' });
}

/** Below a page of the module's settings; directly below the form of a tariff. */
function addFields(parent: Element, fields: Fields): void {
  for (const [field, about] of Object.entries(fields))
    addInput(parent.ele('field', { name: field }), field, about);
}

function addInput(parent: Element, name: string, field: SettingField): void {
  if (field.input === 'select') {
    parent.ele('select', { name });
    return;
  }
  parent.ele('input', {
    type: field.input,
    name,
    ...(field.required ? { required: 'yes' } : {}),
    ...(field.check ? { check: field.check } : {}),
  });
}

function addMessages(data: Element, module: ModuleTexts, lang: Language): void {
  const language = data.ele('lang', { name: lang });
  addGroup(language, 'plugin', [
    [`desc_short_${module.name}`, module.title[lang]],
    [`desc_full_${module.name}`, module.description[lang]],
    [`price_${module.name}`, PRICE[lang]],
  ]);
  addGroup(language, 'label_processing_modules', [
    [module.name, module.title[lang]],
    [`module_${module.name}`, module.title[lang]],
  ]);
  addGroup(language, formName(module), fieldMessages(module.fields, lang));
  if (module.tariffFields) {
    addGroup(language, tariffFormName(module), fieldMessages(module.tariffFields, lang));
  }
  addGroup(
    language,
    'msgerror',
    Object.entries(faultTypes()).map(([type, fault]) => [`msg_error_${type}`, fault[lang]]),
  );
}

function fieldMessages(fields: Fields, lang: Language): readonly [string, string][] {
  return Object.entries(fields).flatMap(([name, field]): [string, string][] => [
    [name, field.label[lang]],
    [`hint_${name}`, field.hint[lang]],
    ...(field.placeholder
      ? [[`placeholder_${name}`, field.placeholder] satisfies [string, string]]
      : []),
    ...Object.entries(field.choices ?? {}).map(([value, text]): [string, string] => [
      `${name}_${value}`,
      text[lang],
    ]),
  ]);
}

function addGroup(
  language: Element,
  name: string,
  messages: readonly (readonly [string, string])[],
): void {
  const group = language.ele('messages', { name });
  for (const [key, text] of messages) group.ele('msg', { name: key }).txt(text);
}

function formName(module: ModuleTexts): string {
  return `processing.edit.${module.name}`;
}

function tariffFormName(module: ModuleTexts): string {
  return `pricelist.${module.name}`;
}
