import { Fault, type FaultKind } from '../base/fault.ts';
import type { MgrElement } from '../manager-api/document.ts';

/**
 * Names of the element that a form's answer may be wrapped in once more
 * (docs/reference/vendor-api.md, "Documents").
 */
const WRAPPERS: ReadonlySet<string> = new Set(['doc', 'model']);

/** The places where the fields of an answer may stand: the document itself, then `doc/doc`. */
export function layersOf(document: MgrElement): readonly MgrElement[] {
  return [document, ...document.children.filter(each => WRAPPERS.has(each.name))];
}

/**
 * Every value that the answer gives for any of these fields, in the order of the names; empty ones
 * are left out.
 */
export function valuesOf(document: MgrElement, names: readonly string[]): readonly string[] {
  const layers = layersOf(document);
  return names.flatMap(name =>
    layers.flatMap(layer =>
      layer.children.filter(each => each.name === name && each.text !== '').map(each => each.text),
    ),
  );
}

/** The first value that the answer gives for any of these fields; '' if it gives none. */
export function firstOf(document: MgrElement, names: readonly string[]): string {
  return valuesOf(document, names)[0] ?? '';
}

/** Whether the answer has one of these fields, be it empty. */
export function tells(document: MgrElement, names: readonly string[]): boolean {
  return layersOf(document).some(layer => layer.children.some(each => names.includes(each.name)));
}

/** Ids are numbers; a name in the same field is not one. */
export const isId = (text: string): boolean => /^[1-9]\d{0,14}$/.test(text);

/** A text as far as it is kept and told: what is longer was written by nobody's form. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).toWellFormed();

/** Names of products, tariffs and modules are cut behind this many characters. */
export const LONGEST_NAME = 200;

/** The rows of a list's answer. A document without rows is an empty list. */
export function rowsOf(document: MgrElement): readonly MgrElement[] {
  return layersOf(document).flatMap(layer => layer.children.filter(each => each.name === 'elem'));
}

/** A price's facts stand in attributes (XML, JSON) or, in plainer trees, in children. */
export function attributeOf(element: MgrElement, name: string): string {
  return (
    element.attributes.get(name) ?? element.children.find(each => each.name === name)?.text ?? ''
  );
}

/**
 * An answer that came whole but does not say what it must. `what` is shown to people: no secrets.
 */
export function badAnswer(func: string, what: string, kind: FaultKind): Fault {
  return new Fault('upstream_answer_bad', { object: func, value: what, kind });
}
