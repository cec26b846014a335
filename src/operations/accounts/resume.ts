import { serviceOperation } from '../engine/run-operation.ts';
import { accountTargetOf } from './account/account-target.ts';
import { switchAccount } from './account/switch-account.ts';

/** Resumes the account of a service. One that is active already is success. */
export const resumeAccount = serviceOperation(accountTargetOf, {
  command: 'resume',
  post: 'postresume',
  execute: run => switchAccount(run, 'active'),
});
