import type { BootTime } from '../../../base/clock.ts';
import { elapsedMs } from '../../../base/clock.ts';
import type { Journal } from '../../../journal/journal.ts';
import { wholeList } from '../../../vendor/list-proof.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { knownIds } from './known-ids.ts';
import type { LicenseTarget } from './license-target.ts';

/** A reading shows what was sent at least this long before it began. */
const SETTLED_MS = 5 * 60_000;
/** How long a reading is used. */
const FRESH_MS = 10 * 60_000;

interface Reading {
  readonly begunAt: BootTime;
  readonly rows: Promise<readonly LicenseRow[]>;
}

/** The last reading of each list, by the process's journal. */
const readings = new WeakMap<Journal, Map<string, Reading>>();

/**
 * The whole list of one account and product type. One reading serves all who look for what was sent
 * long enough before it: a hundred orders in doubt are looked for by one. Fault list_not_whole.
 */
export async function sharedList(
  ctx: Context,
  { vendor, account, itemtype }: Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype'>,
  sent: BootTime | null,
): Promise<readonly LicenseRow[]> {
  const ofProcess = readings.get(ctx.journal) ?? new Map<string, Reading>();
  readings.set(ctx.journal, ofProcess);
  const key = `${account} ${itemtype}`;
  const now = ctx.clock.boot();
  const last = ofProcess.get(key);
  const serves =
    last !== undefined &&
    sent !== null &&
    elapsedMs(sent, last.begunAt) >= SETTLED_MS &&
    elapsedMs(last.begunAt, now) < FRESH_MS;
  if (serves) return last.rows;
  const read = async (): Promise<readonly LicenseRow[]> => {
    const known = await knownIds(ctx, { account, itemtype });
    return (await wholeList(vendor, itemtype, { known })).rows;
  };
  const rows = read();
  ofProcess.set(key, { begunAt: now, rows });
  try {
    return await rows;
  } catch (error) {
    ofProcess.delete(key);
    throw error;
  }
}
