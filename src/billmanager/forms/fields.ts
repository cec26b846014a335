import { isSecretName } from '../../base/secret-names.ts';
import { childrenOf, type MgrElement, withBlanks } from '../../manager-api/document.ts';

/** The flat fields of a form or of a list's row, by name. */
export type Fields = ReadonlyMap<string, string>;

/** What a form carries beside its fields: choices of its inputs, its layout, its texts. */
const NO_FIELDS = new Set([
  'doc',
  'slist',
  'list',
  'metadata',
  'messages',
  'tparams',
  'saved_filters',
  'ok',
  'error',
  'elem',
]);

/**
 * The fields that stand directly under the element, then those one level deeper under an inner
 * `doc` (docs/reference/vendor-api.md, "Documents"); the outer one wins, and of two with one name
 * the first. The blanks around a secret are its own.
 */
export function fieldsOf(element: MgrElement): Fields {
  const fields = new Map<string, string>();
  for (const holder of [element, ...childrenOf(element, 'doc')]) {
    for (const each of holder.children) {
      const isField = each.children.length === 0 && !NO_FIELDS.has(each.name);
      if (isField && !fields.has(each.name))
        fields.set(each.name, isSecretName(each.name) ? withBlanks(each) : each.text);
    }
  }
  return fields;
}

/** The first of the names that has a value; '' if none has. */
export function firstOf(fields: Fields, ...names: readonly string[]): string {
  return names.map(name => fields.get(name) ?? '').find(value => value !== '') ?? '';
}

/**
 * The id of another object. A list's row may give its name under `name` and its id under `name_id`,
 * a form gives the id under `name`: a number wins.
 */
export function idOf(fields: Fields, name: string): string {
  const spellings = [fields.get(`${name}_id`) ?? '', fields.get(name) ?? ''];
  return (
    spellings.find(value => /^\d+$/.test(value)) ?? spellings.find(value => value !== '') ?? ''
  );
}

/**
 * The internal name of the object's product type; a bare number is BILLmanager's id of it and tells
 * nothing.
 */
export function itemtypeOf(fields: Fields): string {
  const spellings = [fields.get('itemtype_intname') ?? '', fields.get('itemtype') ?? ''];
  return spellings.find(value => value !== '' && !/^\d+$/.test(value)) ?? '';
}

/** An integer; null for an empty field and for what is none. */
export function integerOf(text: string | undefined): number | null {
  const digits = /^[+-]?\d{1,15}$/.exec(text?.trim() ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}

/** Everything but the fields that have been read into typed ones. */
export function otherFields(fields: Fields, read: ReadonlySet<string>): Fields {
  return new Map([...fields].filter(([name]) => !read.has(name)));
}
