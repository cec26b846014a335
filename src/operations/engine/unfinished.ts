import type { OperationRow } from '../../journal/records.ts';
import type { Context } from './context.ts';

/**
 * A service's operations that were begun and not ended, the latest first; of one kind or of all.
 */
export async function unfinished(
  ctx: Context,
  item: string,
  command?: string,
): Promise<readonly OperationRow[]> {
  return ctx.journal.operations({
    item,
    states: ['open', 'waiting'],
    ...(command === undefined ? {} : { command }),
  });
}
