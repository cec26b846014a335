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
  /** The text before object and value are put in. */
  readonly group: string;
  /** Further parameters by name. */
  readonly params: Readonly<Record<string, string>>;

  constructor(
    type: string,
    object = '',
    value = '',
    group = TEXTS[type] ?? `Error: ${type}`,
    params: Readonly<Record<string, string>> = {},
  ) {
    super(group.replaceAll('__object__', object).replaceAll('__value__', value));
    this.type = type;
    this.object = object;
    this.value = value;
    this.group = group;
    this.params = params;
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

/** Who called what, as an error's `stack` names it. */
export interface FailedCall {
  readonly func: string;
  readonly user: string;
  /** 16 a client, 29 an employee, 30 root. */
  readonly level: number;
}

/** docs/reference/billmanager.md, "Error documents". */
export function errorDocument(error: PanelError, call: FailedCall, lang = 'en'): El {
  const { type, object, value, params } = error;
  const { func, user, level } = call;
  return doc([
    el(
      'error',
      [
        el('param', object, { name: 'object', type: 'msg', msg: object }),
        el('param', value, { name: 'value' }),
        ...Object.entries(params).map(([name, text]) => el('param', text, { name })),
        el('stack', [el('action', func, { level: String(level), user })]),
        el('group', error.group),
        el('msg', error.message),
      ],
      { type, object, value, lang, code: '1' },
    ),
  ]);
}
