import { isNewByDate } from '../engine/repeated-call.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { accountTargetOf } from './account/account-target.ts';
import { requireAccount } from './account/find-account.ts';

/**
 * Renews a service. An account of our own panel costs nothing and has no end date: this only checks
 * that it exists, so that nobody keeps paying for a storage that is gone.
 */
export const prolongAccount = serviceOperation(accountTargetOf, {
  command: 'prolong',
  post: 'postprolong',
  async execute({ ctx, target }) {
    const { ledger, account } = await requireAccount(ctx, target);
    const { expiredate } = target.service;
    const change = { paidUntil: expiredate, seenExpiredate: expiredate };
    return {
      outcome: { account: account.name },
      ledger: () => [{ update: ledger.id, change }],
    };
  },
  isNew: (ended, now, { service: { expiredate } }) =>
    isNewByDate(ended, now, { expiredate, paidUntil: expiredate }),
});
