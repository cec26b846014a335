import { Fault } from '../../base/fault.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';
import { withService } from '../engine/service-lock.ts';
import type { PlanRow, ServiceOrder } from './adoption.ts';
import type { Provider } from './provider.ts';

/**
 * Makes the service of a row that has none yet, for its client, under its tariff and its processing
 * module: by BILLmanager's import, which charges nothing. Its parameters name the account from the
 * beginning, so that an interrupted attempt is found by them (`AdoptionWorld.named`), never
 * repeated. Returns the service's id.
 */
export async function orderService(
  ctx: Context,
  row: PlanRow & { readonly order: ServiceOrder },
  provider: Provider,
): Promise<string> {
  const { order, module, itemtype } = row;
  if (row.item !== '') {
    await withService(ctx, row.item, () => assign(ctx, row.item, row));
    return row.item;
  }
  const lock = await ctx.journal.lock(`import ${module}`, 0);
  if (!lock) throw new Fault('service_busy', { object: `import ${module}` });
  try {
    const found = await provider.read(row.id);
    if (!found)
      throw new Fault('binding_refused', { object: row.id, value: `there is no ${row.id}` });
    const tariff = await ctx.billmanager.tariff(order.tariff);
    const item = await ctx.billmanager.importService({
      module,
      itemtype,
      pricelist: tariff.intname,
      name: tariff.name,
      status: 'active',
      period: order.period,
      expiredate: order.expiredate,
      params: found.params,
    });
    ctx.log.info(`account ${row.id} is now service ${item} of client ${order.client}`);
    await assign(ctx, item, row);
    return item;
  } finally {
    await lock.release();
  }
}

/** Once: a service that has a client keeps it. */
async function assign(
  ctx: Context,
  item: string,
  { order, itemtype }: { readonly order: ServiceOrder; readonly itemtype: string },
): Promise<void> {
  const service: Service | null = await ctx.billmanager.service(item, itemtype);
  if (service?.account === order.client) return;
  if (service !== null && service.account !== '')
    throw new Fault('binding_refused', { object: item, value: `client ${service.account} has it` });
  await ctx.billmanager.assignService(item, order.client, order.tariff);
}
