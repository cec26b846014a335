import { Fault } from '../../base/fault.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import type { Json } from '../../journal/records.ts';
import { PANEL_MODULE } from '../../vendor/product-types.ts';
import type { UpstreamPricelist } from '../../vendor/vendor.ts';
import type { Context, VendorConnection } from '../engine/context.ts';

/** A panel module as the vendor's price list tells it. */
export interface ListedModule {
  /** The vendor's pricelist. */
  readonly id: string;
  readonly name: string;
  readonly intname: string;
  readonly additionintname: string;
  /** On sale now. */
  readonly available: boolean;
  /**
   * What the vendor asks for one month, decimal text by currency: the only price that panels use
   * (docs/reference/vendor-api.md, "Reselling modules").
   */
  readonly costs: ReadonlyMap<string, string>;
}

export interface ModuleList {
  readonly modules: readonly ListedModule[];
  readonly readAt: Date;
}

const MONTH = 1;
const keyOf = (account: string): string => `module list ${account}`;

/**
 * Reads the vendor's modules and their monthly prices, and keeps them in the journal. Two
 * requests. Faults: those of the vendor; not_sold_here where its dialect has no price list;
 * upstream_answer_bad (passing) for a list without modules: panels would take the Buy buttons away.
 */
export async function readModuleList(ctx: Context): Promise<ModuleList> {
  const { vendor, account } = await listVendor(ctx);
  if (!vendor.abilities.priceList) {
    throw new Fault('not_sold_here', { object: 'pricelist.export', value: vendor.dialect });
  }
  const all = await vendor.priceList({ itemtype: PANEL_MODULE });
  const onSale = await vendor.priceList({ itemtype: PANEL_MODULE, onlyavailable: true });
  const available = new Set(onSale.map(each => each.id));
  const modules = all
    .filter(each => each.itemtype === '' || each.itemtype === PANEL_MODULE)
    .map(each => listedModule(each, available.has(each.id)));
  if (modules.length === 0) {
    throw new Fault('upstream_answer_bad', {
      object: 'pricelist.export',
      value: 'no modules in it',
      kind: 'passing',
    });
  }
  await ctx.journal.remember(keyOf(account), modules.map(toJson));
  return { modules, readAt: ctx.clock.now() };
}

/** The list as it was last kept for this account; null if it never was. No request. */
export async function recallModuleList(ctx: Context): Promise<ModuleList | null> {
  const { account } = await listVendor(ctx);
  const kept = await ctx.journal.recall(keyOf(account));
  if (kept === null || !Array.isArray(kept.value)) return null;
  const modules = kept.value.flatMap(fromJson);
  return modules.length === 0 ? null : { modules, readAt: kept.storedAt };
}

/**
 * Whose price list counts: that of the account in the conf's [upstream] section, else that of
 * BILLmanager's first processing module of this program. Fault module_setting_missing when there is
 * neither.
 */
async function listVendor(ctx: Context): Promise<VendorConnection> {
  const { url, username, password } = ctx.conf.upstream;
  const nothing = { url: '', username: '', password: '', params: new Map() };
  if (url !== '' && username !== '' && password !== '') return ctx.vendor(nothing);
  const ours = (await ctx.billmanager.modules()).find(each => each.module === LICENSES_MODULE);
  return ctx.vendor(ours ? await ctx.billmanager.module(ours.id) : nothing);
}

function listedModule(list: UpstreamPricelist, available: boolean): ListedModule {
  const { id, name, intname, additionintname } = list;
  const costs = list.prices.flatMap(({ currency, periods }): [string, string][] => {
    const month = periods.find(each => each.period === MONTH);
    return month && currency !== '' ? [[currency, month.cost]] : [];
  });
  return { id, name, intname, additionintname, available, costs: new Map(costs) };
}

function toJson({ id, name, intname, additionintname, available, costs }: ListedModule): Json {
  return { id, name, intname, additionintname, available, costs: Object.fromEntries(costs) };
}

/** What an older version kept in another shape is left out: the next reading replaces it. */
function fromJson(kept: Json): readonly ListedModule[] {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return [];
  const entries = new Map<string, Json>(Object.entries(kept));
  const text = (name: string): string => {
    const value = entries.get(name);
    return typeof value === 'string' ? value : '';
  };
  const costs = entries.get('costs');
  if (text('id') === '' || typeof costs !== 'object' || costs === null) return [];
  const pairs = Object.entries(costs).flatMap(([currency, cost]): [string, string][] =>
    typeof cost === 'string' ? [[currency, cost]] : [],
  );
  return [
    {
      id: text('id'),
      name: text('name'),
      intname: text('intname'),
      additionintname: text('additionintname'),
      available: entries.get('available') === true,
      costs: new Map(pairs),
    },
  ];
}
