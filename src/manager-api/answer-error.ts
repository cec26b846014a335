import { isSecretName } from '../base/secret-names.ts';
import { HIDDEN } from '../base/secrets.ts';
import { child, childrenOf, type MgrDocument, type MgrElement } from './document.ts';

/**
 * What a manager's error document says. Texts are unchanged here; they are bounded and cleaned when
 * they become a Fault.
 */
export interface AnswerError {
  /** auth, access, missed, value, exists ...: data, not a closed list. Never empty. */
  readonly type: string;
  readonly object: string;
  readonly value: string;
  /** The text for people. */
  readonly message: string;
  readonly params: ReadonlyMap<string, string>;
}

/**
 * The numbers by which BILLmanager 4 and its contemporaries named their errors (`<error code="3"
 * obj="..">`), and today's types for them. 4 and 5 name the field and the limit in the attribute
 * `val`.
 */
const TYPES_OF_CODES: ReadonlyMap<string, string> = new Map([
  ['1', 'internal'],
  ['2', 'exists'],
  ['3', 'missed'],
  ['4', 'value'],
  ['5', 'limit'],
  ['6', 'access'],
  ['7', 'license'],
  ['8', 'auth'],
  ['100', 'auth'],
]);

/**
 * The error of an error document; null for any other document. Reads all spellings: details as
 * attributes or as elements, the text in `msg` or in the error itself, BILLmanager 4's codes, a
 * second `doc` around it, and the same from JSON. Source: docs/reference/vendor-api.md, "Errors".
 */
export function answerError(document: MgrDocument): AnswerError | null {
  const inner = child(document, 'doc');
  const error = child(document, 'error') ?? (inner && child(inner, 'error'));
  if (error === undefined) return null;
  const params = paramsOf(error);
  const type = detail(error, 'type') || typeOfCode(detail(error, 'code')) || 'unknown';
  const object = detail(error, 'object') || detail(error, 'obj') || params.get('object') || '';
  const value = detail(error, 'value') || detail(error, 'val') || params.get('value') || '';
  const message = detail(error, 'msg') || detail(error, 'message') || error.text;
  // for a bad value the old codes name only the field, and call it the value
  const named = object === '' && detail(error, 'code') !== '' && type === 'value';
  return { type, object: named ? value : object, value: named ? '' : value, message, params };
}

function detail(error: MgrElement, name: string): string {
  return error.attributes.get(name)?.trim() || child(error, name)?.text || '';
}

function typeOfCode(code: string): string {
  if (code === '') return '';
  return TYPES_OF_CODES.get(code) ?? `code ${code}`;
}

function paramsOf(error: MgrElement): ReadonlyMap<string, string> {
  const params = new Map<string, string>();
  for (const param of childrenOf(error, 'param')) {
    const name = param.attributes.get('name') ?? '';
    if (name !== '' && !params.has(name))
      params.set(name, param.text || (param.attributes.get('msg') ?? ''));
  }
  return params;
}

/**
 * An error document without secrets: those that the request carried (`hide`), and the value of a
 * secret field that it complains about.
 */
export function withoutSecrets(error: AnswerError, hide: (text: string) => string): AnswerError {
  const own = isSecretName(error.object) && error.value !== '' ? error.value : null;
  const shown = (text: string) => hide(own === null ? text : text.replaceAll(own, HIDDEN));
  return {
    type: shown(error.type),
    object: shown(error.object),
    value: shown(error.value),
    message: shown(error.message),
    params: new Map(
      [...error.params].map(([name, value]) => [
        shown(name),
        isSecretName(name) ? HIDDEN : shown(value),
      ]),
    ),
  };
}
