import { UNKNOWN_STATUS } from '../engine/notify.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { readPrepared, requireLicense } from './license/find-license.ts';
import { targetOf } from './license/license-target.ts';
import { suspendStep } from './license/power-steps.ts';

/** Suspends the license of a service. One that the vendor has suspended already is success. */
export const suspend = serviceOperation(targetOf, {
  command: 'suspend',
  post: 'postsuspend',
  async execute(run) {
    const { ctx, target } = run;
    const ledger = await requireLicense(ctx, target);
    const license = await readPrepared(target, ledger.licenseId);
    if (license.status !== 'suspended' || run.has('suspend'))
      await run.step('suspend', suspendStep(target, ledger));
    return {
      outcome: { license: ledger.licenseId },
      ledger: isNotified => {
        const status = isNotified ? 'suspended' : UNKNOWN_STATUS;
        return [{ update: ledger.id, change: { status } }];
      },
    };
  },
});
