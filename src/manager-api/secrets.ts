import type { AnswerError } from './answer-error.ts';

/** Fields whose value is never shown, in a request or in an answer. */
export const SECRET_FIELD = /passw|^confirm$|authinfo|lickey|secret|token|^key$/i;

const HIDDEN = '***';

/**
 * An error document without secrets: those that the request carried, and the value of a secret
 * field that it complains about.
 */
export function withoutSecrets(error: AnswerError, hide: (text: string) => string): AnswerError {
  const own = SECRET_FIELD.test(error.object) && error.value !== '' ? error.value : null;
  const shown = (text: string) => hide(own === null ? text : text.replaceAll(own, HIDDEN));
  return {
    type: shown(error.type),
    object: shown(error.object),
    value: shown(error.value),
    message: shown(error.message),
    params: new Map(
      [...error.params].map(([name, value]) => [
        shown(name),
        SECRET_FIELD.test(name) ? HIDDEN : shown(value),
      ]),
    ),
  };
}
