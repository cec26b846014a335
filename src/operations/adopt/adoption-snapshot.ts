import { toFault } from '../../base/fault.ts';
import { once } from '../../base/once.ts';
import type { ServiceRow, Tariff } from '../../billmanager/billmanager.ts';
import { presetOf } from '../../conf/preset.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import { isItemtype } from '../../vendor/product-types.ts';
import { templateOf } from '../accounts/account/account-plan.ts';
import type { Context } from '../engine/context.ts';
import { isRebuilt } from '../licenses/license/gate.ts';
import { accountNamed } from './account-provider.ts';
import type { Candidate, Provider, ProviderKind } from './provider.ts';
import { providerOf } from './providers.ts';

/** One provider's whole list, by id and by the service that each names. */
export interface ProviderSnapshot {
  readonly provider: Provider;
  readonly byId: ReadonlyMap<string, Candidate>;
  readonly byOwner: ReadonlyMap<string, readonly Candidate[]>;
}

/**
 * Somebody's filter may narrow a list: up to this many that are not in it are read one by one,
 * further ones count as missing.
 */
const MOST_LOOKS = 200;

/**
 * What a plan is made from: BILLmanager's services and tariffs, the ledger, the providers' lists.
 * Everything is read as a list and once, whatever the number of pairs.
 */
export class AdoptionWorld {
  readonly #ctx: Context;
  readonly #services = new Map<string, Promise<ReadonlyMap<string, ServiceRow>>>();
  readonly #named = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  readonly #snapshots = new Map<string, Promise<ProviderSnapshot>>();
  readonly #tariffs = new Map<string, Promise<Tariff>>();
  #programs: ReadonlyMap<string, string> | undefined;
  #ledger: readonly LedgerLicense[] | undefined;
  #users: Promise<ReadonlyMap<string, string>> | undefined;
  #looks = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** All services of a product type, by id. */
  services(itemtype: string): Promise<ReadonlyMap<string, ServiceRow>> {
    return once(this.#services, itemtype, async () => {
      const rows = new Map<string, ServiceRow>();
      for await (const row of this.#ctx.billmanager.services(itemtype)) rows.set(row.id, row);
      return rows;
    });
  }

  /**
   * Services of a product type by the account that their parameters name. Where the list shows no
   * parameters, those of the module `certain` are read one by one: what is made for those that are
   * not found must not be there.
   */
  named(itemtype: string, certain = ''): Promise<ReadonlyMap<string, readonly string[]>> {
    return once(this.#named, `${itemtype} ${certain}`, async () => {
      const rows = [...(await this.services(itemtype)).values()];
      const living = rows.filter(({ status }) => status !== 'deleted');
      const found: { readonly id: string; readonly params: ServiceRow['params'] }[] = [];
      for (const row of living) {
        const isDoubtful = !row.isWhole && certain !== '' && row.processingmodule === certain;
        const read = isDoubtful ? await this.#ctx.billmanager.service(row.id, itemtype) : null;
        found.push(read ?? row);
      }
      const byPlace = Map.groupBy(found, ({ params }) => accountNamed(params));
      return new Map([...byPlace].map(([place, own]) => [place, own.map(({ id }) => id)]));
    });
  }

  /** A service of these product types; null if BILLmanager has none. */
  async service(item: string, itemtypes: readonly string[]): Promise<ServiceRow | null> {
    for (const itemtype of itemtypes) {
      const row = (await this.services(itemtype)).get(item);
      if (row) return row;
    }
    if (this.#looks >= MOST_LOOKS) return null;
    this.#looks += 1;
    const found = await this.#ctx.billmanager.service(item, itemtypes[0]);
    if (!found || !itemtypes.includes(found.itemtype)) return null;
    return { ...found, params: new Map([...found.params, ['ip', found.ip]]), isWhole: true };
  }

  /** Name of the program of a processing module; '' if there is no such module. */
  async program(module: string): Promise<string> {
    this.#programs ??= new Map(
      (await this.#ctx.billmanager.modules()).map(each => [each.id, each.module]),
    );
    return this.#programs.get(module) ?? '';
  }

  /** User name of a client's account; '' if it is not known. */
  async userOf(account: string): Promise<string> {
    this.#users ??= this.#readUsers();
    return (await this.#users).get(account) ?? '';
  }

  /** One clue among others: without it if BILLmanager does not give its users. */
  async #readUsers(): Promise<ReadonlyMap<string, string>> {
    try {
      return await this.#ctx.billmanager.accountUsers();
    } catch (error) {
      const fault = toFault(error);
      if (fault.type !== 'billing_refused') throw error;
      this.#ctx.log.warning(`clients' user names are not known: ${fault.message}`);
      return new Map();
    }
  }

  /**
   * Live rows of the ledger: every one of them serves a service. A license that only a number ties
   * to a service waits for a person.
   */
  async ledger(): Promise<readonly LedgerLicense[]> {
    if (this.#ledger) return this.#ledger;
    const live = await this.#ctx.journal.licenses({ state: 'live' });
    this.#ledger = live.filter(each => !isItemtype(each.itemtype) || !isRebuilt(each));
    return this.#ledger;
  }

  snapshot(module: string, itemtype: string): Promise<ProviderSnapshot> {
    const name = `${module} ${itemtype}`;
    return once(this.#snapshots, name, () => this.#readSnapshot(module, itemtype));
  }

  async #readSnapshot(module: string, itemtype: string): Promise<ProviderSnapshot> {
    const provider = await providerOf(this.#ctx, module, itemtype);
    const candidates = await provider.list();
    const owned = candidates.filter(each => each.owner !== null && each.owner !== '');
    return {
      provider,
      byId: new Map(candidates.map(each => [each.id, each])),
      byOwner: Map.groupBy(owned, each => each.owner ?? ''),
    };
  }

  /** A license or account: from the list, or read by itself if the list does not have it. */
  async candidate(snapshot: ProviderSnapshot, id: string): Promise<Candidate | null> {
    const listed = snapshot.byId.get(id);
    if (listed) return listed;
    if (this.#looks >= MOST_LOOKS) return null;
    this.#looks += 1;
    return (await snapshot.provider.read(id))?.candidate ?? null;
  }

  tariff(pricelist: string): Promise<Tariff> {
    return once(this.#tariffs, pricelist, () => this.#ctx.billmanager.tariff(pricelist));
  }

  /** null where BILLmanager has no such tariff. */
  async findTariff(pricelist: string): Promise<Tariff | null> {
    try {
      return await this.tariff(pricelist);
    } catch (error) {
      if (toFault(error).type !== 'billing_refused') throw error;
      return null;
    }
  }

  /** What the tariff sells: preset or account template; '' where it names none. */
  productOf(tariff: Tariff, kind: ProviderKind): string {
    return kind === 'license'
      ? (presetOf(tariff.intname, this.#ctx.conf)?.id ?? '')
      : templateOf(tariff);
  }
}
