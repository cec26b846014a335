import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import { xmlText } from './xml-characters.ts';

/** An element to be written. Undefined attributes are left out; text comes before the children. */
export interface XmlNode {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly text?: string;
  readonly children?: readonly XmlNode[];
}

/**
 * Writes a document in UTF-8 on one line, with its XML declaration unless `declaration` is false.
 * Everything is escaped; characters that XML 1.0 cannot carry are removed. Names are the caller's
 * constants: an invalid one is a bug.
 */
export function serializeXml(
  root: XmlNode,
  options: { readonly declaration?: boolean } = {},
): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' });
  append(document, root);
  return document.end({ headless: options.declaration === false, wellFormed: true });
}

const NAME = /^[A-Za-z_][\w.-]*$/;

function append(parent: XMLBuilder, node: XmlNode): void {
  if (!NAME.test(node.name)) throw new TypeError(`"${node.name}" cannot name an XML element`);
  const element = parent.ele(node.name);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (value !== undefined) element.att(name, escaped(value));
  }
  if (node.text !== undefined && node.text !== '') element.txt(escaped(node.text));
  for (const child of node.children ?? []) append(element, child);
}

/**
 * The writer leaves anything that looks like a reference in a value ("&nbsp;", "&#65;") as it is,
 * so ampersands are escaped here. Line ends and tabs become references: a reader would turn them
 * into blanks.
 */
function escaped(text: string): string {
  return xmlText(text)
    .replaceAll('&', '&amp;')
    .replace(/[\t\n\r]/g, blank => `&#${blank.charCodeAt(0)};`);
}
