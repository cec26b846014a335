/**
 * The characters of XML 1.0 (section 2.2): tab, line feed, carriage return and everything from the
 * blank on, without lone surrogates, U+FFFE and U+FFFF.
 */
function isXmlCodePoint(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (
    code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x1_0000 && code <= 0x10_ffff)
  );
}

/** The position of the first character that XML 1.0 cannot carry; -1 if there is none. */
export function forbiddenCharacterAt(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x20 && unit < 0xd800) continue;
    const code = text.codePointAt(at) ?? 0;
    if (!isXmlCodePoint(code)) return at;
    if (code > 0xffff) at++;
  }
  return -1;
}

/** The text without the characters that XML 1.0 cannot carry. */
export function xmlText(text: string): string {
  if (forbiddenCharacterAt(text) === -1) return text;
  let kept = '';
  for (const character of text) {
    if (isXmlCodePoint(character.codePointAt(0) ?? 0)) kept += character;
  }
  return kept;
}

const REPLACEMENT = '\uFFFD';
/** A text with more of them is not just a text with a damaged name. */
const MOST_REPLACED = 10_000;

/**
 * The text with U+FFFD in place of the characters that XML 1.0 cannot carry (the first ten
 * thousand), and of references to them.
 */
export function replaceForbidden(text: string): string {
  const plain = plainReplaced(text);
  if (!plain.includes('&#')) return plain;
  return plain.replace(
    /&#(?:(\d+)|x([0-9a-fA-F]+));/g,
    (reference, decimal?: string, hex?: string) =>
      characterOf(decimal, hex) === undefined ? REPLACEMENT : reference,
  );
}

function plainReplaced(text: string): string {
  const pieces: string[] = [];
  let rest = text;
  for (
    let at = forbiddenCharacterAt(rest);
    at !== -1 && pieces.length < MOST_REPLACED;
    at = forbiddenCharacterAt(rest)
  ) {
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return pieces.length === 0 ? text : [...pieces, rest].join(REPLACEMENT);
}

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const REFERENCE = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));|&/g;

/**
 * Resolves the five predefined entities and character references; null if the text has any other
 * `&`.
 */
export function decodeReferences(text: string): string | null {
  if (!text.includes('&')) return text;
  let known = true;
  const decoded = text.replace(REFERENCE, (_, decimal?: string, hex?: string, name?: string) => {
    const character = name === undefined ? characterOf(decimal, hex) : PREDEFINED.get(name);
    if (character === undefined) known = false;
    return character ?? '';
  });
  return known ? decoded : null;
}

function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
  return isXmlCodePoint(code) ? String.fromCodePoint(code) : undefined;
}
