import type { Context } from '../../engine/context.ts';
import type { LicenseTarget } from './license-target.ts';

/** Licenses of this account that must be in a whole list. */
export async function knownIds(
  ctx: Context,
  target: Pick<LicenseTarget, 'account' | 'itemtype'>,
): Promise<readonly string[]> {
  const licenses = await ctx.journal.licenses({
    account: target.account,
    itemtype: target.itemtype,
  });
  return licenses.filter(each => each.state !== 'ended').map(each => each.licenseId);
}
