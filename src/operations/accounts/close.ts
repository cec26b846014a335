import { notify } from '../engine/notify.ts';
import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import type { Facts, Step } from '../engine/run.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { type AccountTarget, accountTargetOf } from './account/account-target.ts';
import { findAccount } from './account/find-account.ts';

/**
 * Closes a service: deletes its account with everything in it, but only if the ledger has the
 * account or it carries the service's ownership token; a name saved on the service is not enough.
 * A service without an account, or whose account is gone, is closed all the same.
 */
export const closeAccount = serviceOperation(accountTargetOf, {
  command: 'close',
  post: 'postclose',
  async execute(run) {
    const { ctx, target } = run;
    const found = await findAccount(ctx, target, { sure: true });
    if (!found) return { outcome: { account: '' } };
    const { ledger, account } = found;
    const name = ledger.licenseId;
    const step = deleteStep(target, ledger.id, name);
    if (account !== null || run.has('delete')) await run.step('delete', step);
    else await ctx.journal.write([ended(ledger.id)]);
    return { outcome: { account: name } };
  },
  async notify(run) {
    const isNotified = await notify(run, 'postclose');
    await forgetOutsideSuspension(run.ctx, run.target.item);
    return isNotified;
  },
});

function deleteStep({ panel }: AccountTarget, row: number, name: string): Step<Facts> {
  const { accounts } = panel;
  return {
    intent: { account: name },
    find: async () => ((await accounts.read(name)) === null ? { account: name } : null),
    async act() {
      await accounts.delete(name);
      return { account: name };
    },
    ledger: () => [ended(row)],
  };
}

const ended = (row: number) =>
  ({ update: row, change: { state: 'ended', status: 'deleted' } }) as const;
