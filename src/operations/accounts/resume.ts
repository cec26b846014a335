import { notify } from '../engine/notify.ts';
import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { accountTargetOf } from './account/account-target.ts';
import { switchAccount } from './account/switch-account.ts';

/** Resumes the account of a service. One that is active already is success. */
export const resumeAccount = serviceOperation(accountTargetOf, {
  command: 'resume',
  post: 'postresume',
  execute: run => switchAccount(run, 'active'),
  async notify(run) {
    const isNotified = await notify(run, 'postresume');
    if (isNotified) await forgetOutsideSuspension(run.ctx, run.target.item);
    return isNotified;
  },
});
