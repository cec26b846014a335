import { isAnewByAge, perform } from './begin.ts';
import type { Context, ServiceCall } from './context.ts';
import { requireLicense } from './find-license.ts';
import { readPrepared } from './gate.ts';
import { suspendStep } from './power.ts';
import { withService } from './service-lock.ts';
import { serviceFacts, subjectOf } from './subject.ts';
import { post, UNTOLD } from './tell.ts';
import { forgetVendorSuspension } from './vendor-suspension.ts';

/** Suspends the license of a service. One that upstream has suspended already is success. */
export async function suspend(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await subjectOf(ctx, call);
    await perform(ctx, subject, 'suspend', call, serviceFacts(subject.service), {
      async carryOut(run) {
        // from here on the suspension is BILLmanager's own
        if (!call.withdrawn) await forgetVendorSuspension(ctx, subject.item);
        const ledger = await requireLicense(ctx, subject);
        const own = await readPrepared(ctx, subject, ledger);
        if (own.license.status !== 'suspended' || run.has('suspend'))
          await run.step('suspend', suspendStep(subject, own));
        const isTold = await post(ctx, call, 'postsuspend', subject.item, run);
        await run.close('done', { license: ledger.licenseId }, [
          { update: ledger.id, change: { status: isTold ? 'suspended' : UNTOLD } },
        ]);
      },
      repeat: () => post(ctx, call, 'postsuspend', subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}
