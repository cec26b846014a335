const MASK = '***';

/**
 * `text` with every occurrence of a secret replaced, also where a program wrote the secret URL-encoded or escaped for
 * XML. Longer secrets go first, so that one that contains another leaves no tail.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const spellings = secrets.filter(secret => secret !== '').flatMap(spellingsOf);
  return spellings
    .sort((a, b) => b.length - a.length)
    .reduce((masked, spelling) => masked.replaceAll(spelling, MASK), text);
}

function spellingsOf(secret: string): string[] {
  const url = encodeURIComponent(secret.toWellFormed());
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [...new Set([secret, url, url.replaceAll('%20', '+'), xml, xml.replaceAll('"', '&quot;')])];
}
