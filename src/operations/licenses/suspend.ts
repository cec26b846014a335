import { UNKNOWN_STATUS } from '../engine/notify.ts';
import { forgetOutsideSuspension } from '../engine/outside-suspension.ts';
import { serviceOperation } from '../engine/run-operation.ts';
import { operationStory } from './cost/operation-story.ts';
import { requireLicense } from './license/find-license.ts';
import { readPrepared } from './license/gate.ts';
import { targetOf } from './license/license-target.ts';
import { suspendStep } from './license/power-steps.ts';

/**
 * Suspends the license of a service. One that the vendor has suspended already is success, and so
 * is a service that was closed while this call waited for its turn: it has no license any more.
 */
export const suspend = serviceOperation(targetOf, {
  command: 'suspend',
  post: 'postsuspend',
  story: operationStory,
  async execute(run) {
    const { ctx, call, target } = run;
    if (target.service.status === 'deleted') return { outcome: { license: '' } };
    // from here on the suspension is BILLmanager's own
    if (!call.withdrawn) await forgetOutsideSuspension(ctx, target.item);
    const ledger = await requireLicense(ctx, target);
    const own = await readPrepared(ctx, target, ledger);
    if (own.license.status !== 'suspended' || run.has('suspend'))
      await run.step('suspend', suspendStep(target, own));
    return {
      outcome: { license: ledger.licenseId },
      ledger: isNotified => {
        const status = isNotified ? 'suspended' : UNKNOWN_STATUS;
        return [{ update: ledger.id, change: { status } }];
      },
    };
  },
});
