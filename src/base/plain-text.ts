// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * Data as one line of harmless text: control characters, line breaks and bidi marks written as
 * `\xNN` escapes.
 */
export function oneLine(text: string): string {
  return text.replace(CONTROL, each => {
    const code = each.charCodeAt(0);
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}
