import { AnswerUnreadable } from './answer-unreadable.ts';
import { decodeText } from './charset.ts';
import type { MgrDocument } from './document.ts';
import { parseXml } from './xml.ts';

/**
 * Reads the body of an answer, whatever its content type says. Only XML is ever requested, and only
 * XML is read. What XML cannot carry (a broken letter, a control character) is replaced by U+FFFD:
 * one damaged name must not hide the rest of a list. Source: docs/reference/vendor-api.md,
 * "Transport" (an HTML page, an empty body or a cut document are all seen) and "Documents". Throws
 * AnswerUnreadable.
 */
export function parseAnswer(body: Uint8Array, contentType = ''): MgrDocument {
  if (body.length === 0) throw new AnswerUnreadable('an empty answer');
  const text = decodeText(body, contentType).trim();
  if (text === '') throw new AnswerUnreadable('an empty answer');
  if (isHtml(text)) throw new AnswerUnreadable('an HTML page');
  if (/^[{[]/.test(text)) throw new AnswerUnreadable('JSON where XML was asked for');
  if (!text.startsWith('<')) throw new AnswerUnreadable('plain text');
  return parseDoc(text);
}

function isHtml(text: string): boolean {
  const start = text.slice(0, 2000).replace(/^(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->|\s)+/, '');
  return /^<(?:!doctype\s+html|html|head|body|title|center|h1)\b/i.test(start);
}

function parseDoc(text: string): MgrDocument {
  let root: MgrDocument;
  try {
    root = parseXml(text, 'replaced');
  } catch (error) {
    // the most common reason for an answer that is not well-formed
    if (text.includes('<doc') && !/<\/doc\s*>$/.test(text)) return cutShort();
    throw error;
  }
  if (root.name !== 'doc') throw new AnswerUnreadable('a document of another kind');
  return root;
}

function cutShort(): never {
  throw new AnswerUnreadable('a document that is cut short');
}
