import { type IsoDate, parseDate } from '../../base/dates.ts';
import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import {
  type ImportedService,
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_PARENT_LICENSE,
} from '../../billmanager/billmanager.ts';
import { isRead, unreadDate } from '../../vendor/end-date.ts';
import { PANEL_MODULE } from '../../vendor/product-types.ts';
import type { License } from '../../vendor/vendor.ts';
import { type Context, today } from '../engine/context.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { changeStep } from '../licenses/change.ts';
import { readOwn } from '../licenses/gate.ts';
import { ledgerEntry } from '../licenses/ledger-entry.ts';
import { readLicense } from '../licenses/license.ts';
import type { LicenseTarget } from '../licenses/license-context.ts';
import type { Purchase } from '../licenses/purchase-guards.ts';

export interface BoughtModule extends Purchase {
  /** The module's id upstream, and the license it belongs to. */
  readonly module: string;
  readonly license: string;
  /**
   * Ordered by an operation of which the journal knows nothing: a service may have been made of it
   * too.
   */
  readonly recovered: boolean;
}

/**
 * Makes the bought module a service of BILLmanager, so that it is renewed, suspended and closed
 * like any other: imports it, marks it upstream with the service's id, and gives it to the
 * license's client under the tariff that the conf names. Such a service ends today: the client has
 * paid for nothing yet, and BILLmanager bills what follows; the month that was bought is then
 * covered and not bought again. Without a tariff it ends with the month and waits in BILLmanager to
 * be given to the client by a person. Returns the upstream end date.
 */
export async function enrolModule(
  ctx: Context,
  run: Run,
  modules: LicenseTarget,
  bought: BoughtModule,
): Promise<IsoDate | null> {
  const license = await readLicense(modules, bought.module);
  const tariff = run.fact('billed');
  const { expiredate } = license;
  // a service that is made of it without its date would pass for a lifetime
  if (!isRead(expiredate)) throw unreadDate(license);
  const end = tariff === '' ? expiredate : today(ctx, modules.vendor);
  const before = run.has('service') ? '' : String(await latestService(ctx));
  const made = await run.step(
    'service',
    importStep(ctx, modules, bought, license, { end, expiredate, before, tariff }),
  );
  const service = made['service'] ?? '';
  const ledger = await (await ctx.journal()).licenseOf(service);
  if (ledger && (license.remoteid !== service || run.has('remoteid'))) {
    const own = await readOwn(ctx, await subjectOfModule(ctx, modules, service), ledger);
    await run.step('remoteid', changeStep(modules, own, { remoteid: service }));
  }
  if (tariff !== '') await run.step('client', clientStep(ctx, modules, service, tariff));
  return expiredate;
}

/** The module's own service, in place of that of the license it was bought for. */
async function subjectOfModule(
  ctx: Context,
  modules: LicenseTarget,
  item: string,
): Promise<LicenseTarget> {
  const service = await ctx.billmanager.service(item, modules.itemtype);
  if (!service) throw new Fault('service_missing', { object: item });
  return { ...modules, item, service };
}

interface Terms {
  readonly end: IsoDate | null;
  /** The license's own. */
  readonly expiredate: IsoDate | null;
  /** The latest service of the type before the import. */
  readonly before: string;
  readonly tariff: string;
}

function importStep(
  ctx: Context,
  modules: LicenseTarget,
  bought: BoughtModule,
  license: License,
  terms: Terms,
): Step<Facts> {
  return {
    intent: { module: bought.module, before: terms.before, end: terms.end ?? '' },
    find: intent => importedBefore(ctx, bought.module, Number(intent['before'])),
    async act(intent) {
      const earlier = bought.recovered ? await importedBefore(ctx, bought.module, 0) : null;
      if (earlier) return earlier;
      const service = await importOnce(ctx, {
        module: modules.module,
        itemtype: modules.itemtype,
        pricelist:
          bought.preset.name === bought.pricelist
            ? bought.pricelist
            : `${bought.pricelist}-${bought.preset.name}`,
        name: license.name || bought.preset.name,
        status: 'active',
        period: license.period,
        expiredate: parseDate(intent['end']),
        params: new Map([
          [PARAM_LICENSE_ID, bought.module],
          [PARAM_PARENT_LICENSE, bought.license],
          ...(terms.expiredate ? ([[PARAM_LICENSE_EXPIREDATE, terms.expiredate]] as const) : []),
        ]),
      });
      ctx.log.info(
        `module ${bought.module} (${bought.pricelist}) of license ${bought.license} is now service ${service}`,
      );
      return { service, end: intent['end'] ?? '' };
    },
    ledger: result => {
      const paid = parseDate(result['end']);
      const known = {
        preset: bought.pricelist,
        period: bought.period,
        paidUntil: paid,
        seenExpiredate: paid,
      };
      const entry = ledgerEntry(modules, license, known);
      const own = {
        item: result['service'] ?? '',
        tariff: terms.tariff,
        clientPeriod: license.period,
      };
      return [{ put: { ...entry, ...own } }];
    },
  };
}

/**
 * An import that BILLmanager did not answer may have been carried out: it is looked for before it
 * is repeated.
 */
async function importOnce(ctx: Context, service: ImportedService): Promise<string> {
  try {
    return await ctx.billmanager.importService(service);
  } catch (error) {
    const { type, kind, object, value, detail } = toFault(error);
    if (kind !== 'passing' || isMaintenance(error)) throw error;
    throw new Fault(type, { object, value, detail, kind: 'unknown', cause: error });
  }
}

async function latestService(ctx: Context): Promise<number> {
  let latest = 0;
  for await (const { id } of ctx.billmanager.services(PANEL_MODULE))
    latest = Math.max(latest, Number(id) || 0);
  return latest;
}

/**
 * An import whose answer was lost: one of the services that have come since carries the module's
 * id.
 */
async function importedBefore(ctx: Context, module: string, before: number): Promise<Facts | null> {
  for await (const { id } of ctx.billmanager.services(PANEL_MODULE)) {
    if (Number(id) <= before) continue;
    const service = await ctx.billmanager.service(id, PANEL_MODULE);
    if (service?.params.get(PARAM_LICENSE_ID) === module)
      return { service: id, end: service.expiredate ?? '' };
  }
  return null;
}

/** Giving a service to the client who has it already changes nothing. */
function clientStep(
  ctx: Context,
  modules: LicenseTarget,
  service: string,
  tariff: string,
): Step<Facts> {
  const client = modules.service.account;
  return {
    intent: { service, client, tariff },
    find: async () => null,
    async act(intent) {
      await ctx.billmanager.assignService(
        service,
        intent['client'] ?? client,
        intent['tariff'] ?? tariff,
      );
      return { client };
    },
  };
}
