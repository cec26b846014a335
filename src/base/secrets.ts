/** Values that must never reach a log, a message or a table. One set a process. */
const secrets = new Set<string>();

/** Shorter values would blank out ordinary words; no password or key in use is this short. */
const SHORTEST = 4;

/** Remembers a secret, in the spellings in which it may turn up. */
export function keepSecret(value: string): void {
  if (value.length < SHORTEST) return;
  secrets.add(value);
  secrets.add(encodeURIComponent(value));
}

/** The text with every known secret replaced by asterisks. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, '***');
  return masked;
}

/** A license key as tables show it: its last four characters. */
export function maskKey(key: string): string {
  return key === '' ? '' : `***${key.slice(-4)}`;
}
