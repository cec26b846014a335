import { Fault, type FaultKind } from '../base/fault.ts';
import type { MgrElement } from '../manager-api/document.ts';

/**
 * Names of the extra element that a form's answer may be wrapped in (docs/reference/vendor-api.md,
 * "Documents").
 */
const WRAPPERS: ReadonlySet<string> = new Set(['doc', 'model']);

/** The places where an answer may have its fields: the document itself, then `doc/doc`. */
export function layersOf(document: MgrElement): readonly MgrElement[] {
  return [document, ...document.children.filter(each => WRAPPERS.has(each.name))];
}

/**
 * Every value that the answer has for any of these fields, in the order of the names, without empty
 * ones.
 */
export function valuesOf(document: MgrElement, names: readonly string[]): readonly string[] {
  const layers = layersOf(document);
  return names.flatMap(name =>
    layers.flatMap(layer =>
      layer.children.filter(each => each.name === name && each.text !== '').map(each => each.text),
    ),
  );
}

/** The first value that the answer has for any of these fields; '' if it has none. */
export function firstOf(document: MgrElement, names: readonly string[]): string {
  return valuesOf(document, names)[0] ?? '';
}

/** Whether the answer has one of these fields, even an empty one. */
export function tells(document: MgrElement, names: readonly string[]): boolean {
  return layersOf(document).some(layer => layer.children.some(each => names.includes(each.name)));
}

/** Ids are numbers; a name in the same field is not one. */
export const isId = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);

/** A text cut to the length that is kept and shown; no form allows longer ones. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).toWellFormed();

/** Names of products, tariffs and modules are cut after this many characters. */
export const LONGEST_NAME = 200;

/** The rows of a list's answer. A document without rows is an empty list. */
export function rowsOf(document: MgrElement): readonly MgrElement[] {
  return layersOf(document).flatMap(layer => layer.children.filter(each => each.name === 'elem'));
}

/** A price has its facts in attributes (XML, JSON) or, in plainer trees, in children. */
export function attributeOf(element: MgrElement, name: string): string {
  return (
    element.attributes.get(name) ?? element.children.find(each => each.name === name)?.text ?? ''
  );
}

/**
 * The fault for a complete answer that lacks something required. `what` is shown to people: no
 * secrets.
 */
export function badAnswer(func: string, what: string, kind: FaultKind): Fault {
  return new Fault('upstream_answer_bad', { object: func, value: what, kind });
}
