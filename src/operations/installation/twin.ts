import { dateOf } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { JsonObject } from '../../journal/records.ts';
import type { LicenseRow } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { drawIn, markIn } from './remoteid.ts';

/*
 * A license with our mark and a draw that nothing in this journal has was ordered by another
 * installation that uses our mark: a copy of this server, or of its state file.
 */

/** What was seen of twins, by vendor account. */
const KEY = 'twins';

/** Is this row of a vendor's list a twin's? */
export async function isTwins(
  ctx: Context,
  row: Pick<LicenseRow, 'remoteid' | 'createdate' | 'status'>,
): Promise<boolean> {
  const told = markIn(row.remoteid);
  if (told === null || drawIn(row.remoteid) === '' || row.status === 'deleted') return false;
  const { mark, begunAt, catchingUp } = await ctx.journal.installation();
  if (catchingUp !== null || told.mark !== mark) return false;
  // one that is older than this journal may have been ordered by the one before it
  if (row.createdate !== null && row.createdate < dateOf(begunAt)) return false;
  const draw = drawIn(row.remoteid);
  return !(await ctx.journal.knowsRemoteId(row.remoteid, { item: told.item, draw }));
}

export async function twins(ctx: Pick<Context, 'journal'>): Promise<ReadonlyMap<string, string>> {
  const known = (await ctx.journal.recall(KEY))?.value;
  const told = typeof known === 'object' && known !== null ? (known as JsonObject) : {};
  return new Map(Object.entries(told).map(([account, text]) => [account, String(text)]));
}

/** Orders on this vendor account wait from here on. */
export async function noteTwin(ctx: Context, account: string, text: string): Promise<void> {
  const known = await twins(ctx);
  await ctx.journal.remember(KEY, Object.fromEntries([...known, [account, text]]));
}

/** A person has answered. */
export async function forgetTwins(ctx: Pick<Context, 'journal'>): Promise<void> {
  if ((await twins(ctx)).size > 0) await ctx.journal.remember(KEY, {});
}

/** Fault installation_twin (passing) while a person has not answered. */
export async function requireNoTwin(ctx: Context, account: string): Promise<void> {
  const value = (await twins(ctx)).get(account);
  if (value !== undefined) throw new Fault('installation_twin', { object: account, value });
}
