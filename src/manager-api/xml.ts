import { type X2jOptions, XMLParser, XMLValidator } from 'fast-xml-parser';
import { MAX_DEPTH, refuseTooMuch } from './answer-limits.ts';
import { AnswerUnreadable } from './answer-unreadable.ts';
import type { MgrElement } from './document.ts';
import { decodeReferences, forbiddenCharacterAt, replaceForbidden } from './xml-characters.ts';

const TEXT = '#text';
const ATTRIBUTES = ':@';
const NOT_WELL_FORMED = 'not well-formed XML';
const DOCUMENT_TYPE = 'a document type declaration in it';

/**
 * Reads an XML document into a tree. All values stay text ("007" is "007"), CDATA is text, comments
 * and processing instructions are dropped. Only the five predefined entities and character
 * references are known, and a document type is refused, so nothing is ever expanded or fetched.
 * Characters that XML cannot carry, plain or as references, make a document unreadable or are
 * replaced by U+FFFD. Source: docs/reference/vendor-api.md, "Documents". Throws AnswerUnreadable
 * for a document that is not well-formed or exceeds the limits.
 */
export function parseXml(text: string, forbidden: 'refused' | 'replaced' = 'refused'): MgrElement {
  if (text.trim() === '') throw new AnswerUnreadable('an empty document');
  refuseTooMuch(text);
  const whole = forbidden === 'replaced' ? replaceForbidden(text) : text;
  if (forbiddenCharacterAt(whole) !== -1) throw new AnswerUnreadable('control characters in it');
  refuseDeclarations(whole);
  const xml = whole.replace(/^\uFEFF/, '');
  const nodes = buildNodes(xml);
  const roots = elementsOf(nodes);
  const [root] = roots;
  if (root === undefined || roots.length > 1 || textOf(nodes) !== '' || hasTail(xml, root)) {
    throw new AnswerUnreadable(NOT_WELL_FORMED);
  }
  return root;
}

const ATTRIBUTE = /\s+[^\s<>"'=]+\s*=\s*(?:"[^"]*"|'[^']*')/.source;
const EMPTY_DOCUMENT = new RegExp(
  `^\\s*<[^\\s<>"'/]+(?:${ATTRIBUTE})*\\s*(?:/>|>(?:\\s|&#x?[0-9a-fA-F]+;)*</[^<>]*>)\\s*$`,
);

/**
 * Text after a self-closing root (`<doc/>rubbish`) is the one mistake that the validator accepts.
 */
function hasTail(xml: string, root: MgrElement): boolean {
  if (root.children.length > 0 || root.text !== '') return false;
  const markup = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '');
  return !EMPTY_DOCUMENT.test(markup);
}

/** Comments and CDATA may hold anything; any other `<!` begins a document type or part of one. */
function refuseDeclarations(text: string): void {
  for (const { 0: found, index } of text.matchAll(/<!(?:--[\s\S]*?-->|\[CDATA\[[\s\S]*?\]\]>)?/g)) {
    if (found !== '<!') continue;
    throw new AnswerUnreadable(
      /^<!DOCTYPE/i.test(text.slice(index, index + 9)) ? DOCUMENT_TYPE : NOT_WELL_FORMED,
    );
  }
}

/**
 * The parser keeps the limits but is lenient; the validator knows the grammar (tags match,
 * attributes are unique, nothing after the root) but has no limits. So both must agree, and the
 * parser goes first.
 */
function buildNodes(text: string): readonly unknown[] {
  try {
    const nodes: unknown = new XMLParser(PARSER_OPTIONS).parse(text);
    if (Array.isArray(nodes) && XMLValidator.validate(text) === true) return nodes;
  } catch (error) {
    if (error instanceof AnswerUnreadable) throw error;
  }
  throw new AnswerUnreadable(NOT_WELL_FORMED);
}

/** Replaces the parser's own decoder, which also knows entities that a document type defines. */
const ENTITIES = {
  decode(text: string): string {
    // the parser splits text at `<`, so here it can only come from an attribute, where XML forbids
    // it
    const decoded = text.includes('<') ? null : decodeReferences(text);
    if (decoded === null) throw new AnswerUnreadable(NOT_WELL_FORMED);
    return decoded;
  },
  addInputEntities(): void {
    throw new AnswerUnreadable(DOCUMENT_TYPE);
  },
  setExternalEntities(): void {},
  setXmlVersion(): void {},
  reset(): void {},
};

const PARSER_OPTIONS: X2jOptions = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  jPath: false,
  maxNestedTags: MAX_DEPTH,
  onDangerousProperty: name => name,
  entityDecoder: ENTITIES,
  updateTag: (name, path) => {
    if (typeof path !== 'string' && path.getDepth() > MAX_DEPTH)
      throw new AnswerUnreadable('elements nested too deep');
    return name;
  },
};

/** The parser's node: `{NAME: [nodes], ':@': {attributes}}` or `{'#text': text}`. */
function elementsOf(nodes: readonly unknown[]): readonly MgrElement[] {
  let elements: MgrElement[] | undefined;
  for (const node of nodes) {
    if (typeof node !== 'object' || node === null) continue;
    const name = nameOf(node);
    if (name === undefined) continue;
    const content: unknown = Reflect.get(node, name);
    const inner: readonly unknown[] = Array.isArray(content) ? content : NO_NODES;
    elements ??= [];
    elements.push({
      name,
      attributes: attributesOf(node),
      ...textsOf(inner),
      children: elementsOf(inner),
    });
  }
  return elements ?? NO_ELEMENTS;
}

/*
 * A page of a list has thousands of elements, nearly all of them without attributes and children:
 * they share these, which halves the memory of a page.
 */
const NO_NODES: readonly unknown[] = [];
const NO_ELEMENTS: readonly MgrElement[] = [];
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

function nameOf(node: object): string | undefined {
  return Object.keys(node).find(key => key !== TEXT && key !== ATTRIBUTES);
}

function attributesOf(node: object): ReadonlyMap<string, string> {
  const attributes: unknown = ATTRIBUTES in node ? node[ATTRIBUTES] : undefined;
  if (typeof attributes !== 'object' || attributes === null) return NO_ATTRIBUTES;
  return new Map(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

/** Line ends around a text are layout, and so are the blanks next to them. */
function textsOf(nodes: readonly unknown[]): Pick<MgrElement, 'text' | 'untrimmed'> {
  const whole = wholeText(nodes);
  const text = whole.trim();
  if (text === whole || text === '') return { text };
  const start = whole.indexOf(text);
  const around = whole.slice(0, start) + whole.slice(start + text.length);
  return /[\r\n]/.test(around) ? { text } : { text, untrimmed: whole };
}

const textOf = (nodes: readonly unknown[]): string => wholeText(nodes).trim();

function wholeText(nodes: readonly unknown[]): string {
  let text = '';
  for (const node of nodes) {
    if (typeof node === 'object' && node !== null && TEXT in node) text += String(node[TEXT]);
  }
  return text;
}
