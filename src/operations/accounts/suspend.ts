import { serviceOperation } from '../engine/run-operation.ts';
import { accountTargetOf } from './account/account-target.ts';
import { switchAccount } from './account/switch-account.ts';

/** Suspends the account of a service. One that is suspended already is success. */
export const suspendAccount = serviceOperation(accountTargetOf, {
  command: 'suspend',
  post: 'postsuspend',
  execute: run => switchAccount(run, 'suspended'),
});
