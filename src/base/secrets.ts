/** Values that must never reach a log, a message or a table. One set per process. */
const kept = new Set<string>();

/**
 * Shorter values would take letters out of ordinary words; no password or key in use is this short.
 */
const SHORTEST = 4;
/** Stands in the place of a secret. */
export const HIDDEN = '***';

/** Remembers a secret for maskSecrets. */
export function keepSecret(value: string): void {
  kept.add(value);
}

/** The text with every known secret replaced by asterisks. */
export const maskSecrets = (text: string): string => hiderOf(kept)(text);

/**
 * Makes a function that hides the given secrets in texts: as they are, and as a URL, a form or an
 * XML document encodes them. Longer ones go first, so that a secret containing another leaves no
 * tail.
 */
export function hiderOf(secrets: Iterable<string>): (text: string) => string {
  const spellings = [...secrets].filter(secret => secret.length >= SHORTEST).flatMap(spellingsOf);
  const longestFirst = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return text => longestFirst.reduce((shown, spelling) => shown.replaceAll(spelling, HIDDEN), text);
}

function spellingsOf(secret: string): readonly string[] {
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    String(new URLSearchParams([['', secret]])).slice(1),
    xml,
    xml.replaceAll('"', '&quot;'),
  ];
}

/** A license key as tables show it: its last four characters. */
export function maskKey(key: string): string {
  return key === '' ? '' : `***${key.slice(-4)}`;
}
