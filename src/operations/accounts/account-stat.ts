import { toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { AccountRow } from '../../panel/panel.ts';
import { ACCOUNT_ITEMTYPE } from '../../panel/product-type.ts';
import type { Context } from '../engine/context.ts';
import { type ServiceParam, saveServiceParams } from '../engine/service-params.ts';

/** What of an account's use is kept on its service, in MiB, and where it is noted what was saved. */
const USES = [
  { name: 'disk_used', fact: 'disk use', of: (row: AccountRow) => row.diskUsed },
  { name: 'traffic_used', fact: 'traffic use', of: (row: AccountRow) => row.trafficUsed },
] as const;

/**
 * Saves disk use and traffic of each account of a module on its service. The rows that BILLmanager
 * bills by (`itemstat`) can only be written into its database
 * (docs/reference/processing-module.md, "What is called after which command"), so nothing is billed
 * by this, and `service.poststat`, which closes a day for billing, is not called. Only what has
 * changed since last time is saved. Returns for how many services.
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
  const uses = await Promise.all(
    USES.map(async use => {
      const key = `${use.fact} ${panel.key}`;
      const before = usesOf((await journal.recall(key))?.value);
      return { ...use, key, before, saved: new Map(before) };
    }),
  );
  let count = 0;
  for (const row of await panel.accounts.list()) {
    const item = items.get(row.name);
    if (!item) continue;
    const changed = uses.flatMap(use => {
      const value = use.of(row);
      return value === null || use.before.get(item) === value ? [] : [{ use, value }];
    });
    const params = changed.map(({ use, value }) => ({ name: use.name, value: String(value) }));
    if (params.length === 0 || !(await save(ctx, item, params))) continue;
    for (const { use, value } of changed) use.saved.set(item, value);
    count += 1;
  }
  if (count > 0)
    for (const { key, saved } of uses) await journal.remember(key, Object.fromEntries(saved));
  return count;
}

/** One service's fault does not keep the others from being told; maintenance does. */
async function save(ctx: Context, item: string, wanted: readonly ServiceParam[]): Promise<boolean> {
  try {
    // the service is not read: its use may be there already and proves nothing
    const params = new Map(wanted.map(({ name, value }) => [name, value]));
    await saveServiceParams(ctx, { id: item, itemtype: ACCOUNT_ITEMTYPE, params }, wanted);
    return true;
  } catch (error) {
    if (isMaintenance(error)) throw error;
    ctx.log.warning(`use of service ${item}: ${toFault(error).message}`);
    return false;
  }
}

function usesOf(value: unknown): ReadonlyMap<string, number> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  );
}
