import type { Context, ServiceCall } from '../engine/context.ts';
import { notify } from '../engine/notify.ts';
import type { Facts, Step } from '../engine/run.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { serviceFacts } from '../licenses/license-context.ts';
import { type AccountTarget, accountTargetOf } from './account-context.ts';
import { findAccount } from './find-account.ts';

/**
 * Closes a service: its account is deleted with all that is in it. Only an account that the ledger
 * has or that carries our mark: a name alone, saved on the service, is not enough for that. A
 * service without an account, or whose account is gone, is closed all the same.
 */
export async function closeAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    await runOperation(ctx, target, 'close', call, serviceFacts(target.service), {
      async execute(run) {
        const found = await findAccount(ctx, target, { sure: true });
        if (found) {
          const { ledger, account } = found;
          if (account !== null || run.has('delete'))
            await run.step('delete', deleteStep(target, ledger.id, ledger.licenseId));
          else
            await (await ctx.journal()).write([
              { update: ledger.id, change: { state: 'ended', status: 'deleted' } },
            ]);
        }
        await notify(ctx, call, 'postclose', target.item, run);
        await run.close('done', { account: found?.ledger.licenseId ?? '' });
      },
      repeat: () => notify(ctx, call, 'postclose', target.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}

function deleteStep(target: AccountTarget, row: number, name: string): Step<Facts> {
  const { accounts } = target.panel;
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
