import { turnOfLoop } from '../../base/turn-of-loop.ts';
import type { Tariff } from '../../billmanager/billmanager.ts';
import { presetOf, vendorPeriod } from '../../conf/preset.ts';
import type { Vendor } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { aside, isUntouched } from './ahead.ts';
import type { LicenseTarget } from './license-context.ts';

/**
 * Asks upstream about the service's address by what its tariff was called last time, while the
 * tariff is read. Only for a service that the journal knows nothing of: where it has a license, or
 * an order may be under way, the operation does not ask that. The subject that is answered gives
 * the operation the answer.
 */
export async function addressAhead(ctx: Context, target: LicenseTarget): Promise<LicenseTarget> {
  const { service, itemtype, type, item } = target;
  if (!type.checkip || service.ip === '' || service.period === null) return target;
  const journal = await ctx.journal();
  const intname = (await journal.recall(tariffKey(service.pricelist)))?.value;
  const preset = typeof intname === 'string' ? presetOf(intname, ctx.conf) : null;
  if (preset === null || !(await isUntouched(ctx, item))) return target;
  const vendor = askingOnce(target.vendor);
  const period = vendorPeriod(ctx.conf, preset.id, service.period);
  aside(vendor.checkAddress({ itemtype, pricelist: preset.id, period, ip: service.ip }));
  // the question leaves before the next mgrctl is started, which takes this process some
  // milliseconds: a turn of the event loop to connect to a near upstream, another to write
  for (let turn = 0; turn < 3; turn += 1) await turnOfLoop();
  return { ...target, vendor };
}

/** Notes what a tariff is called, for the next time. */
export async function rememberTariff(ctx: Context, { id, intname }: Tariff): Promise<void> {
  const journal = await ctx.journal();
  if ((await journal.recall(tariffKey(id)))?.value !== intname)
    await journal.remember(tariffKey(id), intname);
}

const tariffKey = (id: string): string => `tariff ${id}`;

/** The same upstream, but a question about an address that has been asked is not asked again. */
function askingOnce(vendor: Vendor): Vendor {
  const answers = new Map<string, Promise<void>>();
  const checkAddress: Vendor['checkAddress'] = order => {
    const { itemtype, pricelist, period, ip } = order;
    const question = JSON.stringify([itemtype, pricelist, period, ip]);
    const answer = answers.get(question) ?? vendor.checkAddress(order);
    answers.set(question, answer);
    return answer;
  };
  return Object.assign(Object.create(vendor), { checkAddress });
}
