import { type El, el } from './document.ts';

/** A call as it came in: what an answer tells about it. */
export interface AnsweredCall {
  readonly func: string;
  readonly lang: string;
  /** The path of the manager, as `/billmgr`. */
  readonly binary: string;
  /** Every parameter of the call, secrets included; null: none is told. */
  readonly echo: ReadonlyMap<string, string> | null;
}

/** What may be the name of an element. */
const ELEMENT_NAME = /^[A-Za-z_][\w.-]*$/;

/**
 * The answer with what a manager adds to every one (docs/reference/billmanager.md, "Shape of an
 * answer"): attributes of `doc`, and, but for an error, the parameters of the call.
 */
export function enveloped(document: El, { func, lang, binary, echo }: AnsweredCall): El {
  const attributes = { lang, func, binary, host: 'https://127.0.0.1' };
  const isError = document.children.some(each => each.name === 'error');
  const params = [...(echo ?? [])].filter(([name]) => ELEMENT_NAME.test(name));
  const beside = [
    el(
      'tparams',
      params.map(([name, value]) => el(name, value)),
    ),
    el('saved_filters'),
  ];
  const children = isError || echo === null ? document.children : [...document.children, ...beside];
  return { ...document, attributes: { ...attributes, ...document.attributes }, children };
}
