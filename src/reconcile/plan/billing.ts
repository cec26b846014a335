import type { LedgerLicense } from '../../journal/records.ts';
import { isSameService } from '../../journal/service-fingerprint.ts';
import type { Context } from '../../operations/engine/context.ts';
import { fingerprintOf } from '../../operations/engine/which-service.ts';
import { ownerOf } from '../../operations/installation/remoteid.ts';
import type { Itemtype, LicenseRow } from '../../vendor/vendor.ts';
import type { AccountPass } from './account-pass.ts';
import { type Billed, billedService, billedServices } from './billed.ts';
import { compareUnserved, type Sides } from './compare.ts';
import type { Difference } from './difference.ts';

/** After so many services that are gone indeed, a list is believed to have all that are there. */
const SURE_AFTER = 10;

/** The services of one product type, as far as they may have licenses of one vendor account. */
export class Billing {
  readonly #ctx: Context;
  readonly #pass: AccountPass;
  /** Of any account, by number; one that was told of with its license is forgotten. */
  readonly #services: Map<string, Billed>;
  /** By the license that each names, of this account's that are there. */
  readonly #namedBy = new Map<string, string>();
  readonly #served = new Set<string>();
  #gone = 0;

  private constructor(ctx: Context, pass: AccountPass, services: Map<string, Billed>) {
    this.#ctx = ctx;
    this.#pass = pass;
    this.#services = services;
    for (const { id, status, licenseId } of this.#own())
      if (licenseId !== '' && status !== 'deleted') this.#namedBy.set(licenseId, id);
  }

  static async read(ctx: Context, pass: AccountPass, itemtype: Itemtype): Promise<Billing> {
    return new Billing(ctx, pass, await billedServices(ctx, itemtype, pass.modules));
  }

  /** The tariffs of this account's services. */
  get pricelists(): ReadonlySet<string> {
    const all = new Set<string>();
    for (const { pricelist } of this.#own()) if (pricelist !== '') all.add(pricelist);
    return all;
  }

  async sidesOf(license: LicenseRow, ledger: LedgerLicense | null): Promise<Sides> {
    const item = this.#itemOf(license, ledger);
    const found = item === '' ? null : await this.#find(item, license.itemtype);
    const service = found !== null && this.#isOwn(found) ? found : null;
    const elsewhere = service || found?.status === 'deleted' ? '' : (found?.processingmodule ?? '');
    const live = service && ledger === null ? await this.#ctx.journal.licenseOf(item) : ledger;
    const serving = service ? (live?.licenseId ?? service.licenseId) : '';
    const naming = this.#namedBy.get(license.id) ?? '';
    const claimant = naming === item ? '' : naming;
    return { license, ledger, item, service, serving, claimant, elsewhere };
  }

  /** These services are told of with this license. */
  serve({ ledger, service, claimant }: Sides): void {
    // one of a former service of that number serves nobody
    if (service && isItsService(ledger, service)) this.#done(service.id);
    if (claimant !== '') this.#done(claimant);
  }

  /** Most services have one license: of a hundred thousand only the numbers are kept. */
  #done(item: string): void {
    this.#served.add(item);
    this.#services.delete(item);
  }

  /** Differences of services that no license was tied to. */
  async unserved(itemtype: Itemtype): Promise<readonly Difference[]> {
    const differences: Difference[] = [];
    for (const service of this.#own()) {
      const { id, status, processingmodule } = service;
      if (this.#served.has(id) || (status !== 'active' && status !== 'suspended')) continue;
      const live = await this.#ctx.journal.licenseOf(id);
      const isHere = live?.account === this.#pass.account && isItsService(live, service);
      const row = isHere ? live : null;
      if (row === null && processingmodule === '') continue;
      const difference = compareUnserved(itemtype, service, row);
      if (difference) differences.push(difference);
    }
    return differences;
  }

  *#own(): Iterable<Billed> {
    for (const each of this.#services.values()) if (this.#isOwn(each)) yield each;
  }

  /** One that does not tell may be of any account: it has the licenses that are tied to it. */
  #isOwn({ processingmodule: module }: Billed): boolean {
    return module === '' || this.#pass.modules.includes(module);
  }

  /**
   * A list may be narrowed by somebody's filter: one that it has not is asked for singly; so is one
   * that has a second license.
   */
  async #find(item: string, itemtype: Itemtype): Promise<Billed | null> {
    const known = this.#services.get(item);
    if (known) return known;
    const isServed = this.#served.has(item);
    if (!isServed && this.#gone >= SURE_AFTER) return null;
    const found = await billedService(this.#ctx, item, itemtype);
    if (found !== null) this.#services.set(item, found);
    else if (!isServed) this.#gone += 1;
    return found;
  }

  /** The ledger's word goes before our remoteid's, and that before the service's own. */
  #itemOf(license: LicenseRow, ledger: LedgerLicense | null): string {
    if (ledger) return ledger.item ?? '';
    const owner = ownerOf(license.remoteid, this.#pass.mark);
    const isOurs = owner.kind === 'service' || owner.kind === 'purchase';
    return isOurs && owner.isMarked ? owner.item : (this.#namedBy.get(license.id) ?? '');
  }
}

const isItsService = (row: LedgerLicense | null, service: Billed): boolean =>
  row === null || isSameService(row.fingerprint, fingerprintOf(service));
