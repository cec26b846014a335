import { doc, type El, el } from './document.ts';

/**
 * A refusal as a manager words it: `<error type="T" object="O" value="V">`. `type` is data, not a
 * fixed set (docs/reference/vendor-api.md, "Errors").
 */
export class PanelError extends Error {
  override readonly name = 'PanelError';
  readonly type: string;
  readonly object: string;
  readonly value: string;

  constructor(type: string, object = '', value = '', text = TEXTS[type] ?? `Error: ${type}`) {
    super(text.replaceAll('__object__', object).replaceAll('__value__', value));
    this.type = type;
    this.object = object;
    this.value = value;
  }
}

const TEXTS: Readonly<Record<string, string>> = {
  auth: 'Invalid username or password',
  access: 'Access to function "__object__" is denied',
  missed: 'Object "__object__" __value__ not found or not specified',
  value: 'Field "__object__" has an invalid value: __value__',
  exists: '"__object__" with the value __value__ already exists',
  limit: 'The limit of "__object__" is exceeded: __value__',
  client: 'Connection error',
  license: 'License error',
  unknown: 'Unknown error',
};

export function errorDocument(error: PanelError, lang = 'en'): El {
  const { type, object, value } = error;
  return doc([
    el(
      'error',
      [
        el('param', object, { name: 'object', type: 'msg', msg: object }),
        el('param', value, { name: 'value' }),
        el('msg', error.message),
      ],
      { type, object, value, lang },
    ),
  ]);
}
