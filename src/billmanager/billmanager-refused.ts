import { Fault } from '../base/fault.ts';
import type { AnswerError } from '../manager-api/answer-error.ts';

/**
 * Error types after which the same call may well succeed: another process holds the object, or the
 * panel is short of something for a moment. Every other type is final.
 */
const PASSING_TYPE = /(?:^|_)(?:lock|locked|deadlock|busy|timeout|try_again)$/i;

/**
 * BILLmanager answered an error document (docs/reference/processing-module.md, "The error
 * document"): `billing_refused`, with the function as object and BILLmanager's text as value.
 * `errorType` and `errorObject` are the document's own, for callers that go on after a certain one.
 * The error must be free of secrets when it comes here.
 */
export class BillmanagerRefused extends Fault {
  readonly errorType: string;
  readonly errorObject: string;

  constructor(func: string, error: AnswerError) {
    const facts = `type=${error.type} object=${error.object} value=${error.value}`;
    super('billing_refused', {
      object: func,
      value: error.message || facts,
      detail: facts,
      ...(PASSING_TYPE.test(error.type) ? { kind: 'passing' } : {}),
    });
    this.errorType = error.type;
    this.errorObject = error.object;
  }
}

/** The object that was asked for does not exist (error type `missed`). */
export function isMissed(error: unknown): error is BillmanagerRefused {
  return error instanceof BillmanagerRefused && error.errorType === 'missed';
}
