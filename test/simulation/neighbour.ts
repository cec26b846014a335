import type { Sold } from '../support/sold.ts';
import type { VendorWorld } from '../support/vendor-world.ts';
import type { Audit } from './audit.ts';

/** How another billing names its orders: a bare number, under a mark of its own, as a shop does. */
const FORMS: readonly ((item: string) => string)[] = [
  item => item,
  item => `qqqqq-${item}-abcd`,
  item => `l${item}`,
];

/** Another billing that buys through our vendor account, and numbers its services as ours does. */
export class Neighbour {
  readonly #vendor: VendorWorld;
  readonly #audit: Audit;
  readonly #form: (item: string) => string;
  /** Its licenses, as it left them. */
  readonly #licenses = new Map<Sold, string>();

  constructor(vendor: VendorWorld, audit: Audit, choice: number) {
    this.#vendor = vendor;
    this.#audit = audit;
    this.#form = FORMS[choice % FORMS.length] ?? (item => item);
  }

  order(item: string, wish: { readonly ip: string; readonly pricelist: string }): void {
    const order = { ...wish, period: '1', licname: `theirs ${item}`, addons: new Map() };
    const { id } = this.#vendor.order({ ...order, remoteid: this.#form(item) }, null);
    const license = this.#vendor.licenses.get(id);
    if (!license) return;
    this.#audit.strangers.set(license, Number.NEGATIVE_INFINITY);
    this.#leave(license);
  }

  /** It does something with a license of its own; false: it has none. */
  act(choice: number): boolean {
    const own = [...this.#licenses.keys()].filter(each => each.status !== 'deleted');
    const license = own[choice % own.length];
    if (license === undefined) return false;
    const { id } = license;
    this.#vendor.read(id);
    const acts = [
      () => this.#vendor.prolong(id, license.period, null),
      () => this.#vendor.change(id, { licname: `renamed ${choice % 100}` }, true),
      () => this.#vendor.change(id, { ip: `10.8.8.${choice % 250}` }, true),
      () => this.#vendor.setStatus(id, license.status === 'suspended' ? 'active' : 'suspended'),
      () => this.#vendor.setStatus(id, 'deleted'),
    ];
    try {
      acts[choice % acts.length]?.();
    } finally {
      this.#leave(license);
    }
    return true;
  }

  /** Nothing of its licenses has been changed but what the vendor changes by itself. */
  check(): void {
    for (const [license, left] of this.#licenses)
      if (shownFacts(license) !== left)
        this.#audit.violate(
          `license ${license.id} of another billing was ${left}, and is ${shownFacts(license)}`,
        );
  }

  #leave(license: Sold): void {
    this.#licenses.set(license, shownFacts(license));
  }
}

function shownFacts({ ip, licname, remoteid, pricelist, expiredate, status }: Sold): string {
  return JSON.stringify([ip, licname, remoteid, pricelist, expiredate, status === 'deleted']);
}
