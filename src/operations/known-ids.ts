import type { Context } from './context.ts';
import type { Subject } from './subject.ts';

/** Licenses of this account that must be in a whole list. */
export async function knownIds(
  ctx: Context,
  subject: Pick<Subject, 'account' | 'itemtype'>,
): Promise<readonly string[]> {
  const licenses = await (await ctx.journal()).licenses({
    account: subject.account,
    itemtype: subject.itemtype,
  });
  return licenses.filter(each => each.state !== 'ended').map(each => each.licenseId);
}
