const IPV6 = /^[\da-f.]*:[\da-f:.]*$/i;

/**
 * An IP address as it is compared: IPv6 in small letters, without leading zeros and with its
 * longest run of zeros left out. Any other text stays as it is, without blanks around it.
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

/** How an address is written that is none yet, of licenses that nobody uses above all. */
const UNSET: ReadonlySet<string> = new Set(['', '0.0.0.0', '::']);

/** Is it the address of a machine? Two that are unset have nothing in common. */
export const isHostAddress = (text: string): boolean => !UNSET.has(canonicalAddress(text));
