/**
 * Thrown for an answer that is no document. `reason` is short plain English for people ("an HTML
 * page"); it never holds any of the answer's content, which may be secret.
 */
export class AnswerUnreadable extends Error {
  override readonly name = 'AnswerUnreadable';
  readonly reason: string;

  constructor(reason: string) {
    super(`the answer cannot be read: ${reason}`);
    this.reason = reason;
  }
}
