import { toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import { ACCOUNT_ITEMTYPE } from '../../panel/product-type.ts';
import type { Context } from '../engine/context.ts';
import { saveServiceParams } from '../engine/service-params.ts';

/** Disk space in use, MiB, as a parameter of the service. */
const PARAM_DISK_USED = 'disk_used';

/**
 * Saves the disk use of each account of a module on its service. The rows that BILLmanager bills by
 * (`itemstat`) can only be written into its database (docs/reference/processing-module.md, "What is
 * called after which command"), so nothing is billed by this, and `service.poststat`, which closes
 * a day for billing, is not called. Only what has changed since last time is saved. Returns for how
 * many services.
 */
export async function saveStatistics(ctx: Context, module: string): Promise<number> {
  const { journal } = ctx;
  const panel = await ctx.panel(await ctx.billmanager.module(module));
  const rows = await journal.licenses({
    account: panel.key,
    itemtype: ACCOUNT_ITEMTYPE,
    state: 'live',
  });
  const items = new Map(rows.map(row => [row.licenseId, row.item]));
  const key = `disk use ${panel.key}`;
  const before = usesOf((await journal.recall(key))?.value);
  const saved = new Map(before);
  let count = 0;
  for (const { name, diskUsed } of await panel.accounts.list()) {
    const item = items.get(name);
    if (!item || diskUsed === null || before.get(item) === diskUsed) continue;
    try {
      const value = String(diskUsed);
      // the service is not read: its disk use may be there already and proves nothing
      const params = new Map([[PARAM_DISK_USED, value]]);
      const service = { id: item, itemtype: ACCOUNT_ITEMTYPE, params };
      await saveServiceParams(ctx, service, [{ name: PARAM_DISK_USED, value }]);
      saved.set(item, diskUsed);
      count += 1;
    } catch (error) {
      if (isMaintenance(error)) throw error;
      ctx.log.warning(`disk use of service ${item}: ${toFault(error).message}`);
    }
  }
  if (count > 0) await journal.remember(key, Object.fromEntries(saved));
  return count;
}

function usesOf(value: unknown): ReadonlyMap<string, number> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );
}
