import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { accountTargetOf } from './account/account-target.ts';
import { switchAccount } from './account/switch-account.ts';

/** Suspends the account of a service. One that is suspended already is success. */
export const suspendAccount = serviceOperation(accountTargetOf, {
  command: 'suspend',
  post: 'postsuspend',
  async execute(run) {
    // from here on the suspension is BILLmanager's own
    if (!run.call.withdrawn) await forgetOutsideSuspension(run.ctx, run.target.item);
    return switchAccount(run, 'suspended');
  },
});
