import { AnswerUnreadable } from './answer-unreadable.ts';

/*
 * How much a document may be: of a manager's answer, whoever sends it and on whichever way, and of
 * what BILLmanager writes for a call. Together they keep any call below 200 MiB and its reading
 * short (docs/reliability.md, "Answers without end"). A page of 500 licenses is below 1 MiB and has
 * some 30 000 tags; 5000 rows on a page still fit.
 */

/** A longer answer is cut off while it comes in. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** Elements within elements, the root counted. */
export const MAX_DEPTH = 64;
/** Opening and closing ones, comments and the like. */
const MAX_TAGS = 400_000;
/** Every attribute has an equals sign. */
const MAX_EQUALS = 200_000;
/** Character references and entities. */
const MAX_AMPERSANDS = 400_000;
/** A text, or a tag with its attributes: the parser puts both together letter by letter. */
const MAX_BETWEEN_TAGS = 256 * 1024;

const LESS_THAN = 0x3c;
const EQUALS = 0x3d;
const AMPERSAND = 0x26;

/** Counts what reading a document would cost, before it is read. Throws AnswerUnreadable. */
export function refuseTooMuch(text: string): void {
  let tags = 0;
  let equals = 0;
  let ampersands = 0;
  let sinceTag = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LESS_THAN) {
      tags += 1;
      sinceTag = 0;
    } else {
      sinceTag += 1;
      if (code === EQUALS) equals += 1;
      else if (code === AMPERSAND) ampersands += 1;
    }
    if (sinceTag > MAX_BETWEEN_TAGS) throw new AnswerUnreadable('a text without end in it');
  }
  if (tags > MAX_TAGS) throw new AnswerUnreadable('too many elements');
  if (equals > MAX_EQUALS) throw new AnswerUnreadable('too many attributes');
  if (ampersands > MAX_AMPERSANDS) throw new AnswerUnreadable('too many references');
}
