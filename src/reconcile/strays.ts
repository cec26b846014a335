import type { Journal } from '../journal/journal.ts';
import type { ListKey } from '../journal/records.ts';
import { ownerOf } from '../operations/installation/remoteid.ts';
import type { LicenseRow } from '../vendor/vendor.ts';

interface Stray {
  readonly id: string;
  /** The service that its remoteid names; '' for none. */
  readonly item: string;
}

/**
 * Licenses of a vendor account with our mark, or without any remoteid, that the ledger has not: the
 * lists that are read anyway show them. `plan` tells what each of them is.
 */
export class Strays {
  readonly #journal: Journal;
  readonly #mark: string;
  readonly #seen: (readonly [ListKey, readonly Stray[]])[] = [];

  /** `mark`: this installation's. */
  constructor(journal: Journal, mark: string) {
    this.#journal = journal;
    this.#mark = mark;
  }

  /** Rows of a page, of anybody. */
  async see(list: ListKey, rows: readonly LicenseRow[]): Promise<void> {
    const unknown = await this.#unknown(
      list,
      rows.flatMap(row => this.#mayBeStray(row)),
    );
    if (unknown.length > 0) this.#seen.push([list, unknown]);
  }

  /** Those that are unknown still, and that no unfinished operation may have ordered. */
  async count(): Promise<number> {
    if (this.#seen.length === 0) return 0;
    const unfinished = await this.#journal.operations({ states: ['open', 'waiting'] });
    const busy = new Set(unfinished.map(({ item }) => item));
    let count = 0;
    for (const [list, seen] of this.#seen) {
      const idle = seen.filter(({ item }) => !busy.has(item));
      count += (await this.#unknown(list, idle)).length;
    }
    return count;
  }

  #mayBeStray({ id, status, remoteid, remoteidUnknown }: LicenseRow): readonly Stray[] {
    if (status === 'deleted' || remoteidUnknown === true) return [];
    const owner = ownerOf(remoteid, this.#mark);
    if (owner.kind === 'nobody') return [{ id, item: '' }];
    return owner.kind !== 'foreign' && owner.isMarked ? [{ id, item: owner.item }] : [];
  }

  /** A license that has ended here and is alive at the vendor is unknown, too. */
  async #unknown(list: ListKey, strays: readonly Stray[]): Promise<readonly Stray[]> {
    if (strays.length === 0) return [];
    const licenseIds = strays.map(({ id }) => id);
    const rows = await this.#journal.licenses({ ...list, licenseIds });
    const known = new Set(rows.filter(({ state }) => state !== 'ended').map(row => row.licenseId));
    return strays.filter(({ id }) => !known.has(id));
  }
}
