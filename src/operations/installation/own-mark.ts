import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { ModuleSettings } from '../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { InstallationChange } from '../../journal/records.ts';
import { wholeList } from '../../vendor/list-proof.ts';
import { ITEMTYPES } from '../../vendor/product-types.ts';
import type { Itemtype, LicenseRow } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { copiesIn, keepCopies, licenseModules, type MarkCopy } from './module-copy.ts';
import { markIn, newMark } from './remoteid.ts';

/** Long enough for another process to find or draw it. */
const WAIT_MS = 10_000;

/**
 * The mark of this installation. One that is not known yet is taken from BILLmanager's copies, else
 * drawn, but only while no license of ours can carry another one; else it is looked for at the
 * vendor. Faults (passing: nothing charges until a person has answered): mark_differs,
 * mark_uncertain; service_busy while another process is at it.
 */
export async function ownMark(ctx: Context): Promise<string> {
  const { mark } = await ctx.journal.installation();
  if (mark !== null) return mark;
  const lock = await ctx.journal.lock('mark', WAIT_MS);
  if (!lock) throw new Fault('service_busy', { object: 'mark' });
  try {
    const meanwhile = (await ctx.journal.installation()).mark;
    return meanwhile ?? (await establish(ctx));
  } finally {
    await lock.release();
  }
}

async function establish(ctx: Context): Promise<string> {
  const modules = await licenseModules(ctx);
  const copies = await copiesIn(ctx, modules);
  const copied = oneMark(copies);
  const isBegun = await hasHistory(ctx);
  if (copied !== null) {
    const counter = Math.max(...copies.map(copy => copy.counter));
    return take(ctx, copied, { catchingUp: isBegun ? 'put_back' : 'rebuilt', counter });
  }
  // a journal of an earlier version has never written any
  const found = isBegun ? null : await markAtVendor(ctx, new Set(modules.map(({ id }) => id)));
  if (found !== null) return take(ctx, found, { catchingUp: 'rebuilt' });
  const drawn = await ctx.journal.drawMark(newMark());
  ctx.log.info(`this installation's mark is ${drawn}`);
  await tellModules(ctx, modules);
  return drawn;
}

/** What hinders that does not hinder the operation: checkevent writes the copies, too. */
async function tellModules(ctx: Context, modules: readonly ModuleSettings[]): Promise<void> {
  try {
    await keepCopies(ctx, modules);
  } catch (error) {
    if (isMaintenance(error)) throw error;
    ctx.log.warning(`BILLmanager keeps no copy of the mark yet: ${toFault(error).message}`);
  }
}

async function take(ctx: Context, mark: string, change: InstallationChange): Promise<string> {
  await ctx.journal.changeInstallation({ ...change, mark });
  ctx.log.warning(`the state file had no mark; ${mark} is this installation's`);
  return mark;
}

/** Fault mark_differs, with all of them. */
function oneMark(copies: readonly MarkCopy[]): string | null {
  const marks = [...new Set(copies.map(copy => copy.mark))];
  if (marks.length > 1) {
    const value = copies.map(({ module, mark }) => `module ${module}: ${mark}`).join(', ');
    throw new Fault('mark_differs', { value });
  }
  return marks[0] ?? null;
}

async function hasHistory(ctx: Context): Promise<boolean> {
  if ((await ctx.journal.operations({ states: ['open', 'waiting', 'done'], limit: 1 })).length > 0)
    return true;
  return (await ctx.journal.licenses({})).length > 0;
}

/**
 * The mark that the licenses of our services carry at the vendor: one, and each license with the
 * number of the very service that names it. null: none carries any. Fault mark_uncertain.
 */
async function markAtVendor(ctx: Context, ours: ReadonlySet<string>): Promise<string | null> {
  const carried = new Map<string, number>();
  let others = 0;
  for (const itemtype of ITEMTYPES) {
    const named = await licensesNamed(ctx, itemtype, ours);
    for (const [module, items] of named) {
      const rows = await listedBy(ctx, module, itemtype);
      for (const [item, licenseId] of items) {
        const row = rows.get(licenseId);
        if (!row) continue;
        const told = markIn(row.remoteid);
        if (told?.item === item) carried.set(told.mark, (carried.get(told.mark) ?? 0) + 1);
        else others += 1;
      }
    }
  }
  const [only, ...more] = carried.keys();
  if (only === undefined) return null;
  if (more.length === 0 && others === 0) return only;
  const value = [...carried].map(([mark, count]) => `${mark} (${count})`).join(', ');
  throw new Fault('mark_uncertain', { object: only, value: `${value}; ${others} without it` });
}

/** The licenses that our services name: by processing module, license by service. */
async function licensesNamed(
  ctx: Context,
  itemtype: Itemtype,
  ours: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const named = new Map<string, Map<string, string>>();
  for await (const row of ctx.billmanager.services(itemtype)) {
    if (!ours.has(row.processingmodule) || row.status === 'deleted') continue;
    const service = row.isWhole ? row : await ctx.billmanager.service(row.id, itemtype);
    const license = service?.params.get(PARAM_LICENSE_ID) ?? '';
    if (license === '') continue;
    const items = named.get(row.processingmodule) ?? new Map<string, string>();
    named.set(row.processingmodule, items.set(row.id, license));
  }
  return named;
}

async function listedBy(
  ctx: Context,
  module: string,
  itemtype: Itemtype,
): Promise<ReadonlyMap<string, LicenseRow>> {
  const { vendor } = await ctx.vendor(await ctx.billmanager.module(module));
  if (!vendor.abilities.remoteid) return new Map();
  const { rows } = await wholeList(vendor, itemtype, { known: [] });
  return new Map(rows.filter(row => row.status !== 'deleted').map(row => [row.id, row]));
}
