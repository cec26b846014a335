import { type IsoDate, parseDate } from '../../base/dates.ts';
import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { ImportedService } from '../../billmanager/billmanager.ts';
import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_PARENT_LICENSE,
} from '../../billmanager/param-names.ts';
import { isRead, unreadDate } from '../../vendor/end-date.ts';
import { PANEL_MODULE } from '../../vendor/product-types.ts';
import type { License } from '../../vendor/vendor.ts';
import { type Context, today } from '../engine/context.ts';
import type { Facts, Run, Step } from '../engine/run.ts';
import { serviceRemoteId } from '../installation/remoteid.ts';
import { changeStep } from '../licenses/license/change-step.ts';
import { isMarkedFor, readOwn } from '../licenses/license/gate.ts';
import { licenseRow } from '../licenses/license/license-row.ts';
import { readLicense } from '../licenses/license/read-license.ts';
import type { ModuleTarget } from './find-module.ts';

/**
 * Makes the bought module a service of BILLmanager, so that it is renewed, suspended and closed
 * like any other: imports it, writes the service's id to the vendor, and gives it to the license's
 * client under the tariff that the conf names. Such a service ends today: the client has paid for
 * nothing yet, and BILLmanager bills what follows; the month that was bought is then covered and
 * not bought again. Without a tariff it ends with the month and waits in BILLmanager to be given to
 * the client by a person. `recovered`: it was ordered by an operation of which the journal knows
 * nothing, and a service may have been made of it too. Returns the vendor's end date.
 */
export async function enrolModule(
  run: Run<ModuleTarget>,
  module: string,
  recovered: boolean,
): Promise<IsoDate | null> {
  const { ctx, target } = run;
  const license = await readLicense(target, module);
  const tariff = run.fact('billed');
  const { expiredate } = license;
  // a service that is made of it without its date would pass for a lifetime
  if (!isRead(expiredate)) throw unreadDate(license);
  const end = tariff === '' ? expiredate : today(ctx, target.vendor);
  const before = run.has('service') ? '' : String(await latestService(ctx));
  const made = await run.step('service', {
    intent: { module, before, end: end ?? '' },
    find: intent => importedBefore(ctx, module, Number(intent['before'])),
    async act(intent) {
      const earlier = recovered ? await importedBefore(ctx, module, 0) : null;
      if (earlier) return earlier;
      const service = await importOnce(
        ctx,
        importOf(target, license, { end: parseDate(intent['end']), expiredate }),
      );
      ctx.log.info(`module ${module} of license ${target.license} is now service ${service}`);
      return { service, end: intent['end'] ?? '' };
    },
    ledger(result) {
      const paid = parseDate(result['end']);
      const row = licenseRow({ ...target, item: result['service'] ?? '' }, license, {
        preset: target.purchase.pricelist,
        tariff,
        period: target.purchase.period,
        clientPeriod: license.period,
        boughtUntil: expiredate,
        paidUntil: paid,
        seenExpiredate: paid,
      });
      return [{ put: row }];
    },
  });
  const service = made['service'] ?? '';
  const ledger = await ctx.journal.licenseOf(service);
  const isNamed = isMarkedFor({ mark: target.mark, item: service }, license.remoteid);
  if (ledger && (!isNamed || run.has('remoteid'))) {
    const own = await readOwn(ctx, await targetOfModule(ctx, target, service), ledger);
    const remoteid = serviceRemoteId(target.mark, service);
    await run.step('remoteid', changeStep(target, own, { remoteid }));
  }
  if (tariff !== '') await run.step('client', clientStep(run, service, tariff));
  return expiredate;
}

/** The module's own service, in place of that of the license it was bought for. */
async function targetOfModule(
  ctx: Context,
  target: ModuleTarget,
  item: string,
): Promise<ModuleTarget> {
  const service = await ctx.billmanager.service(item, target.itemtype);
  if (!service) throw new Fault('service_missing', { object: item });
  return { ...target, item, service };
}

function importOf(
  { module, itemtype, license: parent, purchase }: ModuleTarget,
  { id, name, period }: License,
  { end, expiredate }: { readonly end: IsoDate | null; readonly expiredate: IsoDate | null },
): ImportedService {
  const { preset, pricelist } = purchase;
  return {
    module,
    itemtype,
    pricelist: preset.name === pricelist ? pricelist : `${pricelist}-${preset.name}`,
    name: name || preset.name,
    status: 'active',
    period,
    expiredate: end,
    params: new Map([
      [PARAM_LICENSE_ID, id],
      [PARAM_PARENT_LICENSE, parent],
      ...(expiredate ? ([[PARAM_LICENSE_EXPIREDATE, expiredate]] as const) : []),
    ]),
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
  for await (const row of ctx.billmanager.services(PANEL_MODULE)) {
    const { id } = row;
    if (Number(id) <= before) continue;
    const service = row.isWhole ? row : await ctx.billmanager.service(id, PANEL_MODULE);
    if (service?.params.get(PARAM_LICENSE_ID) === module)
      return { service: id, end: service.expiredate ?? '' };
  }
  return null;
}

/** Giving a service to the client who has it already changes nothing. */
function clientStep({ ctx, target }: Run, service: string, tariff: string): Step<Facts> {
  const client = target.service.account;
  return {
    intent: { service, client, tariff },
    find: async () => null,
    async act(intent) {
      const { client: owner = client, tariff: billed = tariff } = intent;
      await ctx.billmanager.assignService(service, owner, billed);
      return { client };
    },
  };
}
