import { AnswerUnreadable } from './answer-unreadable.ts';
import type { MgrElement } from './document.ts';
import { MAX_DEPTH, MAX_NODES, type TreeLimits } from './tree-limits.ts';

/**
 * How a manager writes an element as JSON. `doc` (out=json): `{"id":{"$":"7"}}`, attributes as
 * `$name`. `model` (out=bjson): `{"id":{"v":"7"}}` or `{"id":"7"}`, attributes beside `v`.
 */
type Notation = 'doc' | 'model';

const NO_DOCUMENT = 'JSON that is no document of a manager';

/**
 * Reads an answer in JSON, `{"doc":{..}}` or `{"model":{..}}`, as the tree that the same answer in
 * XML gives, rooted at `doc`. Numbers keep their spelling ("950.0000"). Source:
 * docs/reference/vendor-api.md, "Documents". Throws AnswerUnreadable for what is no such document
 * and for what is bigger than the limits.
 */
export function parseJson(text: string, limits: TreeLimits = {}): MgrElement {
  if (text.trim() === '') throw new AnswerUnreadable('an empty document');
  // the root object and the `doc` in it are one element
  if (depthOf(text) > (limits.maxDepth ?? MAX_DEPTH) * 2)
    throw new AnswerUnreadable('elements nested too deep');
  const members = membersOf(parseValue(text));
  const tree = new Tree(limits);
  const doc = members?.get('doc');
  if (doc !== undefined) return tree.root(doc, 'doc');
  const model = members?.get('model');
  if (model !== undefined) return tree.root(model, 'model');
  const error = members?.get('error');
  if (error !== undefined) return tree.root({ error }, 'model');
  throw new AnswerUnreadable(NO_DOCUMENT);
}

/** Brackets within brackets, counted before parsing, which would go down as deep. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function parseValue(text: string): unknown {
  try {
    // a number keeps the digits it was written with: money is compared as text
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    );
  } catch {
    throw new AnswerUnreadable('not well-formed JSON');
  }
}

/**
 * Own members of an object; null for anything else. A map, so that no name ("__proto__") means
 * anything.
 */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value));
}

/**
 * Text of a value that is no object or array; true and false as forms spell them. Null for what has
 * parts.
 */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return value === null || value === undefined ? '' : null;
}

class Tree {
  readonly #maxDepth: number;
  readonly #maxNodes: number;
  #nodes = 0;

  constructor(limits: TreeLimits) {
    this.#maxDepth = limits.maxDepth ?? MAX_DEPTH;
    this.#maxNodes = limits.maxNodes ?? MAX_NODES;
  }

  root(value: unknown, notation: Notation): MgrElement {
    // a list in bjson may be the array of its rows
    const content = Array.isArray(value) && notation === 'model' ? { elem: value } : value;
    if (membersOf(content) === null) throw new AnswerUnreadable(NO_DOCUMENT);
    return this.#element('doc', content, notation, 1);
  }

  #element(name: string, value: unknown, notation: Notation, depth: number): MgrElement {
    if (depth > this.#maxDepth) throw new AnswerUnreadable('elements nested too deep');
    if (++this.#nodes > this.#maxNodes) throw new AnswerUnreadable('too many elements');
    const members = membersOf(value);
    const text = members === null ? scalarText(value) : '';
    if (text === null) throw new AnswerUnreadable(NO_DOCUMENT);
    if (members === null) return { name, attributes: new Map(), text: text.trim(), children: [] };
    return this.#composed(name, members, notation, depth);
  }

  #composed(
    name: string,
    members: ReadonlyMap<string, unknown>,
    notation: Notation,
    depth: number,
  ): MgrElement {
    const attributes = new Map<string, string>();
    const children: MgrElement[] = [];
    let text = '';
    const valued = notation === 'model' && scalarText(members.get('v') ?? {}) !== null;
    for (const [key, value] of members) {
      const scalar = scalarText(value);
      if (scalar !== null && (key === '$' || (valued && key === 'v'))) text = scalar;
      else if (scalar !== null && key.startsWith('$')) attributes.set(key.slice(1), scalar);
      else if (scalar !== null && valued) attributes.set(key, scalar);
      else
        for (const each of Array.isArray(value) ? value : [value]) {
          children.push(this.#element(key, each, notation, depth + 1));
        }
    }
    return { name, attributes, text: text.trim(), children };
  }
}
