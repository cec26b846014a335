const IPV6 = /^[\da-f.]*:[\da-f:.]*$/i;

/**
 * The canonical form of an IP address, for comparing: IPv6 in lower case, without leading zeros and
 * with its longest run of zeros left out. Other text only loses the blanks around it.
 */
export function canonicalAddress(text: string): string {
  const plain = text.trim();
  if (!IPV6.test(plain)) return plain;
  const host = URL.parse(`http://[${plain}]/`)?.hostname;
  return host === undefined ? plain : host.slice(1, -1);
}

/** Whether two texts are the same IP address, however it is written. */
export const sameAddress = (a: string, b: string): boolean =>
  canonicalAddress(a) === canonicalAddress(b);

/** Spellings of an address that is not set yet, as on licenses that nobody uses. */
const UNSET: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Is it the address of a machine? Two unset addresses do not match each other. */
export const isHostAddress = (text: string): boolean => !UNSET.has(canonicalAddress(text));
