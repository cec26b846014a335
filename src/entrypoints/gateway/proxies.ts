import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Tells whether an address is one of the trusted proxies: addresses and networks of the conf's
 * `trusted_proxies`.
 */
export function proxyTest(proxies: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return remembering(address => {
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  });
}

const MOST_REMEMBERED = 1000;

/** The few addresses that most requests come from are judged once. */
function remembering(judge: (address: string) => boolean): (address: string) => boolean {
  const judged = new Map<string, boolean>();
  return address => {
    const known = judged.get(address);
    if (known !== undefined) return known;
    if (judged.size >= MOST_REMEMBERED) judged.clear();
    const verdict = judge(address);
    judged.set(address, verdict);
    return verdict;
  };
}

/**
 * Who asks: the peer, or what trusted proxies say in X-Forwarded-For, read from the right as each
 * of them adds its own peer. Anything left of the first address that is no proxy of ours may be
 * forged.
 */
export function clientAddress(
  request: Pick<IncomingMessage, 'socket' | 'headers'>,
  isProxy: (address: string) => boolean,
): string {
  let address = request.socket.remoteAddress ?? '';
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined || !isProxy(address)) return address;
  const told = String(forwarded).split(',');
  while (isProxy(address)) {
    const next = told.pop()?.trim() ?? '';
    if (isIP(plainAddress(next)) === 0) break;
    address = next;
  }
  return address;
}

/** An IPv4 client of an IPv6 socket has an address of both. */
export const plainAddress = (address: string): string =>
  address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
