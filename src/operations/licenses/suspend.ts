import type { Context, ServiceCall } from '../engine/context.ts';
import { notify, UNKNOWN_STATUS } from '../engine/notify.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { requireLicense } from './find-license.ts';
import { readPrepared } from './gate.ts';
import { serviceFacts, targetOf } from './license-context.ts';
import { suspendStep } from './power.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/** Suspends the license of a service. One that upstream has suspended already is success. */
export async function suspend(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await runOperation(ctx, target, 'suspend', call, serviceFacts(target.service), {
      async execute(run) {
        // from here on the suspension is BILLmanager's own
        if (!call.withdrawn) await forgetVendorSuspension(ctx, target.item);
        const ledger = await requireLicense(ctx, target);
        const own = await readPrepared(ctx, target, ledger);
        if (own.license.status !== 'suspended' || run.has('suspend'))
          await run.step('suspend', suspendStep(target, own));
        const isTold = await notify(ctx, call, 'postsuspend', target.item, run);
        await run.close('done', { license: ledger.licenseId }, [
          { update: ledger.id, change: { status: isTold ? 'suspended' : UNKNOWN_STATUS } },
        ]);
      },
      repeat: () => notify(ctx, call, 'postsuspend', target.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}
