import { dateOf } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { LicenseRow } from '../../vendor/vendor.ts';
import type { Context } from '../engine/context.ts';
import { hasDraw, markIn } from './remoteid.ts';

/*
 * A license with our mark and a draw that nothing in this journal has was ordered by another
 * installation that uses our mark: a copy of this server, or of its state file.
 */

const key = (account: string): string => `twin at ${account}`;

/** Is this row of a vendor's list a twin's? */
export async function isTwins(
  ctx: Context,
  row: Pick<LicenseRow, 'remoteid' | 'createdate' | 'status'>,
): Promise<boolean> {
  const { mark, begunAt, catchingUp } = await ctx.journal.installation();
  if (catchingUp !== null || row.status === 'deleted') return false;
  if (markIn(row.remoteid)?.mark !== mark || !hasDraw(row.remoteid)) return false;
  // one that is older than this journal may have been ordered by the one before it
  if (row.createdate !== null && row.createdate < dateOf(begunAt)) return false;
  return !(await ctx.journal.knowsRemoteId(row.remoteid));
}

/** Orders on this vendor account wait from here on. */
export async function noteTwin(ctx: Context, account: string, text: string): Promise<void> {
  await ctx.journal.remember(key(account), text);
}

export async function twinAt(ctx: Context, account: string): Promise<string | null> {
  const told = (await ctx.journal.recall(key(account)))?.value;
  return typeof told === 'string' && told !== '' ? told : null;
}

/** A person has answered. */
export async function forgetTwin(ctx: Context, account: string): Promise<void> {
  if ((await twinAt(ctx, account)) !== null) await ctx.journal.remember(key(account), '');
}

/** Fault installation_twin (passing) while a person has not answered. */
export async function requireNoTwin(ctx: Context, account: string): Promise<void> {
  const value = await twinAt(ctx, account);
  if (value !== null) throw new Fault('installation_twin', { object: account, value });
}
