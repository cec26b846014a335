import { isAnewByDate, perform } from '../begin.ts';
import type { Context, ServiceCall } from '../context.ts';
import { withService } from '../service-lock.ts';
import { serviceFacts } from '../subject.ts';
import { post } from '../tell.ts';
import { accountSubjectOf } from './account-subject.ts';
import { requireAccount } from './find-account.ts';

/**
 * Renews a service. An account of our own panel costs nothing and has no end date: that it is there is all that has to be seen
 * to, so that nobody pays on for a storage that is gone.
 */
export async function prolongAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await accountSubjectOf(ctx, call);
    const { expiredate } = subject.service;
    await perform(ctx, subject, 'prolong', call, serviceFacts(subject.service), {
      async carryOut(run) {
        const { ledger, account } = await requireAccount(ctx, subject);
        await post(ctx, call, 'postprolong', subject.item, run);
        await run.close('done', { account: account.name }, [
          { update: ledger.id, change: { paidUntil: expiredate, seenExpiredate: expiredate } },
        ]);
      },
      repeat: () => post(ctx, call, 'postprolong', subject.item),
      isAnew: ended => isAnewByDate(ended, { expiredate, paidUntil: expiredate }, ctx.clock.now()),
    });
  });
}
