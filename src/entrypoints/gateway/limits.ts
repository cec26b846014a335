import { isIPv6 } from 'node:net';
import { plainAddress } from './proxies.ts';

/** A burst worth this many seconds is let through at once. */
const BURST_SECONDS = 4;
/**
 * Addresses that are remembered; when there are more, those that have had time to recover are
 * forgotten.
 */
const MOST_ADDRESSES = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Limits requests a second from one address. An IPv6 client owns a whole /64 and counts as one. */
export class AddressLimit {
  readonly #rate: number;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  /** `rate` 0: no limit. */
  constructor(rate: number) {
    this.#rate = rate;
    this.#most = rate * BURST_SECONDS;
  }

  /**
   * Counts a request; false: it is one too many. `now` in milliseconds of a clock that only goes
   * forward.
   */
  take(address: string, now: number): boolean {
    if (this.#rate === 0) return true;
    const key = groupOf(address);
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= MOST_ADDRESSES) this.#forget(now);
      this.#buckets.set(key, { tokens: this.#most - 1, at: now });
      return true;
    }
    bucket.tokens = Math.min(this.#most, bucket.tokens + ((now - bucket.at) / 1000) * this.#rate);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  /** Forgets full buckets; if all are in use, the oldest half. */
  #forget(now: number): void {
    for (const [key, { at }] of this.#buckets)
      if (now - at > BURST_SECONDS * 1000) this.#buckets.delete(key);
    if (this.#buckets.size < MOST_ADDRESSES) return;
    for (const key of [...this.#buckets.keys()].slice(0, MOST_ADDRESSES / 2))
      this.#buckets.delete(key);
  }
}

function groupOf(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0');
  return [...first, ...gap, ...last].slice(0, 4).join(':');
}
