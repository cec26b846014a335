import type { Context, ServiceCall } from '../engine/context.ts';
import { notify } from '../engine/notify.ts';
import { isAnewByDate, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { serviceFacts } from '../licenses/license-context.ts';
import { accountTargetOf } from './account-context.ts';
import { requireAccount } from './find-account.ts';

/**
 * Renews a service. An account of our own panel costs nothing and has no end date: that it is there
 * is all that has to be seen to, so that nobody pays on for a storage that is gone.
 */
export async function prolongAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    const { expiredate } = target.service;
    await runOperation(ctx, target, 'prolong', call, serviceFacts(target.service), {
      async execute(run) {
        const { ledger, account } = await requireAccount(ctx, target);
        await notify(ctx, call, 'postprolong', target.item, run);
        await run.close('done', { account: account.name }, [
          { update: ledger.id, change: { paidUntil: expiredate, seenExpiredate: expiredate } },
        ]);
      },
      repeat: () => notify(ctx, call, 'postprolong', target.item),
      isAnew: ended => isAnewByDate(ended, { expiredate, paidUntil: expiredate }, ctx.clock.now()),
    });
  });
}
