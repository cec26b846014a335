import { randomBytes } from 'node:crypto';
import { Fault } from '../../base/fault.ts';
import type { Context } from '../context.ts';

const KEY = 'account mark';
const WAIT_MS = 10_000;
const MARK = /^service (\d+) ([0-9a-z]{8})$/;

/**
 * The full name under which an account is made: our id of the service, and a token of this installation. By it an account whose creation
 * was never answered is told from another one of that name: another BILLmanager may sell accounts of the same panel, with services
 * of the same numbers.
 */
export async function markOf(ctx: Context, item: string): Promise<string> {
  return `service ${item} ${await installation(ctx)}`;
}

/** The service that a full name of ours names; null for any other text. */
export function markedItem(fullname: string): string | null {
  return MARK.exec(fullname.trim())?.[1] ?? null;
}

/** Drawn once in the life of a state file. */
async function installation(ctx: Context): Promise<string> {
  const journal = await ctx.journal();
  const known = await journal.recall(KEY);
  if (typeof known?.value === 'string') return known.value;
  const lock = await journal.lock(KEY, WAIT_MS);
  if (!lock) throw new Fault('service_busy', { object: KEY });
  try {
    const meanwhile = await journal.recall(KEY);
    if (typeof meanwhile?.value === 'string') return meanwhile.value;
    const token = randomBytes(4).toString('hex');
    await journal.remember(KEY, token);
    return token;
  } finally {
    await lock.release();
  }
}
