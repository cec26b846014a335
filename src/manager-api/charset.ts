import { AnswerUnreadable } from './answer-unreadable.ts';

/**
 * The text of an answer. Its character set comes from a byte order mark, else from the content
 * type, else from the XML declaration, else it is UTF-8 (RFC 7303, section 3). Bytes that the set
 * does not have become U+FFFD. Throws AnswerUnreadable for an unknown set.
 */
export function decodeText(body: Uint8Array, contentType = ''): string {
  const label =
    markedCharset(body) ?? namedCharset(contentType) ?? declaredCharset(body) ?? 'utf-8';
  return decoderOf(label).decode(body);
}

function markedCharset(body: Uint8Array): string | undefined {
  const [first, second, third] = body;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return undefined;
}

function namedCharset(contentType: string): string | undefined {
  return /;\s*charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1];
}

/** The declaration is ASCII in every character set that is in use without a byte order mark. */
function declaredCharset(body: Uint8Array): string | undefined {
  const head = Buffer.from(body.subarray(0, 200)).toString('latin1');
  return /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)/.exec(head)?.[1];
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    throw new AnswerUnreadable(`the unknown character set ${label.slice(0, 40)}`);
  }
}
