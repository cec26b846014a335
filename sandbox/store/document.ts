/** An element of an answer of either stand-in. */
export interface El {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly El[];
}

export type Content = string | number | null | readonly El[];

/** An element with text or with children; `null` is an empty element. */
export function el(
  name: string,
  content: Content = null,
  attributes: Readonly<Record<string, string>> = {},
): El {
  if (content !== null && typeof content === 'object')
    return { name, attributes, text: '', children: content };
  return { name, attributes, text: content === null ? '' : String(content), children: [] };
}

/** One element for each entry, in the given order; undefined values are left out. */
export function fields(
  record: Readonly<Record<string, string | number | null | undefined>>,
): readonly El[] {
  const found: El[] = [];
  for (const [name, value] of Object.entries(record))
    if (value !== undefined) found.push(el(name, value));
  return found;
}

export const doc = (children: readonly El[] = []): El => el('doc', children);
/** What a panel answers when there is nothing to tell. */
export const okDoc = (children: readonly El[] = []): El => doc([...children, el('ok')]);

export type OutputFormat = 'xml' | 'json' | 'bjson';

export function outputFormat(text: string | undefined): OutputFormat {
  return text === 'json' || text === 'bjson' ? text : 'xml';
}

export const CONTENT_TYPES: Readonly<Record<OutputFormat, string>> = {
  xml: 'text/xml; charset=UTF-8',
  json: 'application/json; charset=UTF-8',
  bjson: 'application/json; charset=UTF-8',
};

export function serialize(root: El, format: OutputFormat): string {
  if (format === 'xml') return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(root)}\n`;
  if (format === 'json') return JSON.stringify({ [root.name]: toJson(root, '$', '$') });
  return JSON.stringify({ model: toJson(root, '', 'v') });
}

function toXml(element: El): string {
  let attributes = '';
  for (const [name, value] of Object.entries(element.attributes))
    attributes += ` ${name}="${escapeXml(value)}"`;
  if (element.children.length > 0) {
    return `<${element.name}${attributes}>${element.children.map(toXml).join('')}</${element.name}>`;
  }
  if (element.text === '') return `<${element.name}${attributes}/>`;
  return `<${element.name}${attributes}>${escapeXml(element.text)}</${element.name}>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeXml(text: string): string {
  return text.replace(UNWRITABLE, '').replace(/[&<>"]/g, found => ENTITIES[found] ?? found);
}

/**
 * Rows of a list stay an array when there is only one of them; anything else that stands alone is
 * an object.
 */
const ROWS: ReadonlySet<string> = new Set(['elem', 'pricelist']);

type JsonNode = { [key: string]: string | JsonNode | JsonNode[] };

function toJson(element: El, attributePrefix: string, textKey: string): JsonNode {
  const node: JsonNode = {};
  for (const [name, value] of Object.entries(element.attributes))
    node[`${attributePrefix}${name}`] = value;
  if (element.children.length === 0) {
    node[textKey] = element.text;
    return node;
  }
  for (const [name, group] of Map.groupBy(element.children, each => each.name)) {
    const nodes = group.map(each => toJson(each, attributePrefix, textKey));
    const [only] = nodes;
    const row = ROWS.has(name) && group.some(each => each.children.length > 0);
    node[name] = nodes.length === 1 && only !== undefined && !row ? only : nodes;
  }
  return node;
}
