import { isAnewByAge, perform } from '../begin.ts';
import type { Context, ServiceCall } from '../context.ts';
import type { Facts, Step } from '../run.ts';
import { withService } from '../service-lock.ts';
import { serviceFacts } from '../subject.ts';
import { post } from '../tell.ts';
import { type AccountSubject, accountSubjectOf } from './account-subject.ts';
import { findAccount } from './find-account.ts';

/**
 * Closes a service: its account is deleted with all that is in it. Only an account that the ledger has or that carries our mark: a name
 * alone, saved on the service, is not enough for that. A service without an account, or whose account is gone, is closed all the same.
 */
export async function closeAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await accountSubjectOf(ctx, call);
    await perform(ctx, subject, 'close', call, serviceFacts(subject.service), {
      async carryOut(run) {
        const found = await findAccount(ctx, subject, { sure: true });
        if (found) {
          const { ledger, account } = found;
          if (account !== null || run.has('delete'))
            await run.step('delete', deleteStep(subject, ledger.id, ledger.licenseId));
          else
            await (await ctx.journal()).write([
              { update: ledger.id, change: { state: 'ended', status: 'deleted' } },
            ]);
        }
        await post(ctx, call, 'postclose', subject.item, run);
        await run.close('done', { account: found?.ledger.licenseId ?? '' });
      },
      repeat: () => post(ctx, call, 'postclose', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

function deleteStep(subject: AccountSubject, row: number, name: string): Step<Facts> {
  const { accounts } = subject.panel;
  return {
    intent: { account: name },
    async find() {
      return (await accounts.read(name)) === null ? { account: name } : null;
    },
    async act() {
      await accounts.delete(name);
      return { account: name };
    },
    ledger: () => [{ update: row, change: { state: 'ended', status: 'deleted' } }],
  };
}
