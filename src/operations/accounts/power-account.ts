import type { Context, ServiceCall } from '../engine/context.ts';
import { notify } from '../engine/notify.ts';
import type { Facts, Step } from '../engine/run.ts';
import { isAnewByAge, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { serviceFacts } from '../licenses/license-context.ts';
import { type AccountTarget, accountTargetOf } from './account-context.ts';
import { resumeAccountStep, suspendAccountStep } from './account-power.ts';
import { requireAccount } from './find-account.ts';

interface Power {
  readonly command: 'suspend' | 'resume';
  readonly notify: 'postsuspend' | 'postresume';
  readonly status: 'suspended' | 'active';
  step(ctx: Context, target: AccountTarget, name: string): Step<Facts>;
}

/** Suspends the account of a service. One that is suspended already is success. */
export async function suspendAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await power(ctx, call, {
    command: 'suspend',
    notify: 'postsuspend',
    status: 'suspended',
    step: suspendAccountStep,
  });
}

/** Resumes it. */
export async function resumeAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await power(ctx, call, {
    command: 'resume',
    notify: 'postresume',
    status: 'active',
    step: resumeAccountStep,
  });
}

async function power(ctx: Context, call: ServiceCall, wish: Power): Promise<void> {
  await withService(ctx, call.item, async () => {
    const target = await accountTargetOf(ctx, call);
    await runOperation(ctx, target, wish.command, call, serviceFacts(target.service), {
      async execute(run) {
        const { ledger, account } = await requireAccount(ctx, target);
        if (account.status !== wish.status || run.has(wish.command))
          await run.step(wish.command, wish.step(ctx, target, account.name));
        await notify(ctx, call, wish.notify, target.item, run);
        await run.close('done', { account: account.name }, [
          { update: ledger.id, change: { status: wish.status } },
        ]);
      },
      repeat: () => notify(ctx, call, wish.notify, target.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}
