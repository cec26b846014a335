import { AnswerUnreadable } from './answer-unreadable.ts';

/*
 * How large a document may be: a manager's answer, whoever sends it and however, and what
 * BILLmanager writes for a call. Together the limits keep any call below 200 MiB and its reading
 * short (docs/reliability.md, "Answers without end"). A page of 500 licenses has some 30 000 tags
 * and weighs a fifth of the limit.
 */

/** A longer answer is cut off while it arrives. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** Elements within elements, the root counted. */
export const MAX_DEPTH = 64;
/** Of a whole document, in letters. */
const MAX_WEIGHT = 8_000_000;
/**
 * What reading a tag, an attribute or a reference costs, in letters of text (some 300 bytes of
 * memory against 10).
 */
const MARKUP_WEIGHT = 30;
/** A text, or a tag with its attributes: the parser builds both letter by letter. */
const MAX_BETWEEN_TAGS = 256 * 1024;

const LESS_THAN = 0x3c;
const EQUALS = 0x3d;
const AMPERSAND = 0x26;

/** Counts what reading a document would cost, before it is read. Throws AnswerUnreadable. */
export function refuseTooMuch(text: string): void {
  let markup = 0;
  let sinceTag = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    sinceTag = code === LESS_THAN ? 0 : sinceTag + 1;
    if (code === LESS_THAN || code === EQUALS || code === AMPERSAND) markup += 1;
    if (sinceTag > MAX_BETWEEN_TAGS) throw new AnswerUnreadable('a text without end in it');
  }
  if (text.length + markup * MARKUP_WEIGHT > MAX_WEIGHT)
    throw new AnswerUnreadable('more in it than is ever sent');
}
