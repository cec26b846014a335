import { Fault } from '../base/fault.ts';
import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
  PARAM_PARENT_LICENSE,
  type ServiceStatus,
} from '../billing/billing.ts';
import { isItemtype, PRODUCT_TYPES } from '../products/product-types.ts';
import type { Itemtype, License, LicenseRow } from '../products/upstream.ts';
import { wholeList } from '../products/whole-list.ts';
import type { Context, Supplier } from './context.ts';
import { upstreamFacts } from './ledger-entry.ts';

export interface ImportRequest {
  readonly module: string;
  readonly itemtype: string;
  /** Only licenses whose id, name, licname or address contains one of these words; '' for all. */
  readonly searchstring: string;
}

export interface ImportOutcome {
  readonly imported: readonly { readonly license: string; readonly item: string }[];
  readonly skipped: number;
}

/**
 * Makes services of upstream licenses that serve none yet: one `processing.import.service` each, then our id of the
 * service is set upstream as remoteid and the ledger takes the license. Repeating it imports nothing twice.
 */
export async function importServices(ctx: Context, request: ImportRequest): Promise<ImportOutcome> {
  if (!isItemtype(request.itemtype))
    throw new Fault('argument_bad', { object: 'itemtype', value: request.itemtype });
  const { itemtype } = request;
  const lock = await (await ctx.journal()).lock(`import ${request.module}`, 0);
  if (!lock) throw new Fault('service_busy', { object: `import ${request.module}` });
  try {
    const supplier = await ctx.supplier(await ctx.billing.module(request.module));
    const bound = await boundLicenses(ctx, supplier, itemtype);
    const { rows } = await wholeList(supplier.upstream, itemtype, { known: [] });
    const wanted = rows.filter(row => matches(row, request.searchstring));
    const free = wanted.filter(row => row.status !== 'deleted' && row.remoteid === '' && !bound.has(row.id));
    const imported: { license: string; item: string }[] = [];
    for (const row of free) {
      const license = await supplier.upstream.read(itemtype, row.id);
      if (license?.remoteid !== '') continue;
      imported.push({
        license: row.id,
        item: await importOne(ctx, supplier, request.module, itemtype, license),
      });
    }
    return { imported, skipped: wanted.length - imported.length };
  } finally {
    await lock.release();
  }
}

/** Licenses that serve a service already, by the ledger or by the parameters of BILLmanager's services (an import that was cut short). */
async function boundLicenses(
  ctx: Context,
  supplier: Supplier,
  itemtype: Itemtype,
): Promise<ReadonlySet<string>> {
  const bound = new Set<string>();
  const ledger = await (await ctx.journal()).licenses({ account: supplier.account, itemtype });
  for (const license of ledger) if (license.state !== 'ended') bound.add(license.licenseId);
  for await (const service of ctx.billing.services(itemtype)) {
    const id = service.params.get(PARAM_LICENSE_ID) ?? '';
    if (id !== '') bound.add(id);
  }
  return bound;
}

async function importOne(
  ctx: Context,
  supplier: Supplier,
  module: string,
  itemtype: Itemtype,
  license: License,
): Promise<string> {
  const preset = ctx.conf.presets.find(each => each.id === license.pricelist);
  const item = await ctx.billing.importService({
    module,
    itemtype,
    pricelist: preset ? `${preset.id}-${preset.name}` : license.pricelist,
    name: license.licname || license.name || license.id,
    status: statusOf(license),
    period: license.period,
    expiredate: license.expiredate,
    params: paramsOf(license),
  });
  await (await ctx.journal()).write([{ put: importedEntry(supplier.account, module, item, license) }]);
  if (supplier.upstream.abilities.remoteid)
    await supplier.upstream.change({ itemtype, id: license.id }, { remoteid: item });
  ctx.log.info(`license ${license.id} is now service ${item}`);
  return item;
}

function importedEntry(account: string, module: string, item: string, license: License) {
  return {
    account,
    itemtype: license.itemtype,
    licenseId: license.id,
    item,
    module,
    state: 'live',
    preset: license.pricelist,
    pricelist: license.pricelist,
    tariff: '',
    period: license.period === null ? '' : String(license.period),
    addons: Object.fromEntries(license.addons),
    paidUntil: license.expiredate,
    seenExpiredate: license.expiredate,
    clientPeriod: license.period,
    releasedAt: null,
    ...upstreamFacts(license),
  } as const;
}

function paramsOf(license: License): ReadonlyMap<string, string> {
  const type = PRODUCT_TYPES[license.itemtype];
  const params: readonly [string, string][] = [
    [PARAM_LICENSE_ID, license.id],
    [PARAM_LICENSE_EXPIREDATE, license.expiredate ?? ''],
    [PARAM_LICKEY, license.lickey],
    ['ip', type.address ? license.ip : ''],
    ['licname', license.licname],
    [PARAM_PARENT_LICENSE, license.parentItem],
  ];
  return new Map(params.filter(([, value]) => value !== ''));
}

const statusOf = (license: License): ServiceStatus => (license.status === null ? 'active' : license.status);

function matches(row: LicenseRow, search: string): boolean {
  const words = search.split(/[\s,]+/).filter(word => word !== '');
  const texts = [row.id, row.name, row.licname, row.ip].map(text => text.toLowerCase());
  return words.length === 0 || words.some(word => texts.some(text => text.includes(word.toLowerCase())));
}
