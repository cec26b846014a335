import type { El } from './document.ts';

const FORMATS = ['xml', 'devel', 'json', 'bjson', 'text'] as const;
export type OutputFormat = (typeof FORMATS)[number];

/** Undefined for a format that no manager writes. */
export const outputFormat = (text: string): OutputFormat | undefined =>
  FORMATS.find(each => each === text);

const XML = 'text/xml; charset=UTF-8';
const JSON_TYPE = 'application/json; charset=UTF-8';
export const CONTENT_TYPES: Readonly<Record<OutputFormat, string>> = {
  xml: XML,
  devel: XML,
  json: JSON_TYPE,
  bjson: JSON_TYPE,
  text: 'text/plain; charset=UTF-8',
};

/** An answer as it goes out (docs/reference/vendor-api.md, "Documents"). */
export function serialize(root: El, format: OutputFormat): string {
  if (format === 'text') return toText(root);
  if (format === 'json') return JSON.stringify({ [root.name]: toJson(root, DOLLARS) });
  if (format === 'bjson') return JSON.stringify(toBjson(root));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(root)}\n`;
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
const isRow = (element: El): boolean => ROWS.has(element.name) && element.children.length > 0;

type JsonNode = { [key: string]: string | JsonNode | (string | JsonNode)[] };

/** How attributes and texts are spelt. */
interface Spelling {
  readonly attribute: string;
  readonly text: string;
  /** A text without attributes stands for itself. */
  readonly plain: boolean;
}

const DOLLARS: Spelling = { attribute: '$', text: '$', plain: false };
const PLAIN: Spelling = { attribute: '', text: 'v', plain: true };
const VALUES: Spelling = { attribute: '', text: 'v', plain: false };

function toJson(element: El, spelling: Spelling): JsonNode {
  const node: JsonNode = {};
  for (const [name, value] of Object.entries(element.attributes))
    node[`${spelling.attribute}${name}`] = value;
  if (element.children.length > 0) return { ...node, ...childNodes(element.children, spelling) };
  if (element.text !== '' || spelling !== VALUES) node[spelling.text] = element.text;
  return node;
}

function childNodes(children: readonly El[], spelling: Spelling): JsonNode {
  const node: JsonNode = {};
  for (const [name, group] of Map.groupBy(children, each => each.name)) {
    const nodes = group.map(each => childNode(each, spelling));
    const [only] = nodes;
    node[name] = nodes.length === 1 && only !== undefined && !group.some(isRow) ? only : nodes;
  }
  return node;
}

function childNode(element: El, spelling: Spelling): string | JsonNode {
  const isText = element.children.length === 0 && Object.keys(element.attributes).length === 0;
  return spelling.plain && isText ? element.text : toJson(element, spelling);
}

/** What stands in every answer beside its content. */
const BESIDE: ReadonlySet<string> = new Set(['tparams', 'saved_filters']);

/**
 * A form stands below `model`, its texts plain; rows and errors stand at the top. The outcome of an
 * act is read in two places: by a client of the vendor at the top, `{"id":{"v":"7"}}`, by
 * ISPsystem's library for modules below `model`. It stands in both.
 */
function toBjson(root: El): JsonNode {
  const error = root.children.find(each => each.name === 'error');
  if (error) return { error: toJson(error, PLAIN) };
  const beside = childNodes(
    root.children.filter(each => BESIDE.has(each.name)),
    PLAIN,
  );
  const content = root.children.filter(each => !BESIDE.has(each.name));
  const has = (name: string): boolean => content.some(each => each.name === name);
  const model = childNodes(content, PLAIN);
  if (has('ok')) return { ...childNodes(content, VALUES), model, ...beside };
  if (has('p_elems')) return { elem: [], ...model, ...beside };
  return content.some(isRow) ? { ...model, ...beside } : { model, ...beside };
}

/** The format of mgrctl for the eye; no reference shows it, so that this one is the sandbox's. */
function toText(root: El): string {
  const error = root.children.find(each => each.name === 'error');
  if (error) return `ERROR ${Object.values(error.attributes).join(' ')}\n`;
  const content = root.children.filter(each => !BESIDE.has(each.name));
  const rows = content.filter(isRow);
  if (rows.length > 0) return rows.map(row => `${row.children.map(pair).join(' ')}\n`).join('');
  return content.map(each => (each.name === 'ok' ? 'OK\n' : `${pair(each)}\n`)).join('');
}

const pair = ({ name, text }: El): string => `${name}=${text.replaceAll('\n', ' ')}`;
