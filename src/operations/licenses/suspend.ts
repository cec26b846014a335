import type { Context, ServiceCall } from '../engine/context.ts';
import { notify, UNKNOWN_STATUS } from '../engine/notify.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { readPrepared, requireLicense } from './find-license.ts';
import { serviceFacts, targetOf } from './license-context.ts';
import { suspendStep } from './power.ts';

/** Suspends the license of a service. One that upstream has suspended already is success. */
export async function suspend(ctx: Context, call: ServiceCall): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await targetOf(ctx, call);
    await runOperation(ctx, target, 'suspend', call, serviceFacts(target.service), {
      async execute(run) {
        const ledger = await requireLicense(ctx, target);
        const license = await readPrepared(target, ledger.licenseId);
        if (license.status !== 'suspended' || run.has('suspend'))
          await run.step('suspend', suspendStep(target, ledger));
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
