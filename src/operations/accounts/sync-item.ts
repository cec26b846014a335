import type { AccountRow } from '../../panel/panel.ts';
import type { Context, ServiceCall } from '../engine/context.ts';
import { tellOutsideStatus } from '../engine/outside-suspension.ts';
import { withService } from '../engine/service-lock.ts';
import { saveAccountParams } from './account/account-params.ts';
import { type AccountTarget, accountTargetOf } from './account/account-target.ts';
import { requireAccount } from './account/find-account.ts';
import { openAccount } from './open.ts';

/**
 * Reads the account of a service and brings the service up to date: its name, the panel's address,
 * and whether it is switched off; a suspension of BILLmanager's own stands. An opening that was
 * interrupted is finished first.
 */
export async function syncAccount(ctx: Context, call: ServiceCall): Promise<void> {
  const [interrupted] = await ctx.journal.operations({
    item: call.item,
    command: 'open',
    states: ['open'],
    limit: 1,
  });
  if (interrupted) {
    await openAccount(ctx, { ...call, runningOperation: interrupted.runningOperation });
    return;
  }
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    const { ledger, account } = await requireAccount(ctx, target);
    await saveAccountParams(ctx, target, account.name);
    const status = account.status ?? (await listedStatus(target, account.name));
    const standing = status === null ? null : await tellOutsideStatus(ctx, target.service, status);
    if (standing === 'suspended_here')
      ctx.log.warning(
        `service ${target.item} is suspended in BILLmanager, its account ${account.name} is active on the panel; BILLmanager's suspension stands`,
      );
    await ctx.journal.write([
      {
        update: ledger.id,
        change: { preset: account.template || ledger.preset, status: status ?? ledger.status },
      },
    ]);
  });
}

/** A form need not tell the status; the list does. */
async function listedStatus(target: AccountTarget, name: string): Promise<AccountRow['status']> {
  const rows = await target.panel.accounts.list();
  return rows.find(row => row.name === name)?.status ?? null;
}
