import type { MgrElement } from '../../manager-api/document.ts';
import type { XmlNode } from '../../manager-api/xml-build.ts';

/** A document that was read, to be written again. */
export function nodeOf(element: MgrElement): XmlNode {
  return {
    name: element.name,
    attributes: Object.fromEntries(element.attributes),
    text: element.text,
    children: element.children.map(nodeOf),
  };
}
