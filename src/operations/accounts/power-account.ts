import { isAnewByAge, perform } from '../begin.ts';
import type { Context, ServiceCall } from '../context.ts';
import type { Facts, Step } from '../run.ts';
import { withService } from '../service-lock.ts';
import { serviceFacts } from '../subject.ts';
import { post } from '../tell.ts';
import { resumeAccountStep, suspendAccountStep } from './account-power.ts';
import { type AccountSubject, accountSubjectOf } from './account-subject.ts';
import { requireAccount } from './find-account.ts';

interface Power {
  readonly command: 'suspend' | 'resume';
  readonly post: 'postsuspend' | 'postresume';
  readonly status: 'suspended' | 'active';
  step(ctx: Context, subject: AccountSubject, name: string): Step<Facts>;
}

/** Suspends the account of a service. One that is suspended already is success. */
export async function suspendAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await power(ctx, call, {
    command: 'suspend',
    post: 'postsuspend',
    status: 'suspended',
    step: suspendAccountStep,
  });
}

/** Resumes it. */
export async function resumeAccount(ctx: Context, call: ServiceCall): Promise<void> {
  await power(ctx, call, {
    command: 'resume',
    post: 'postresume',
    status: 'active',
    step: resumeAccountStep,
  });
}

async function power(ctx: Context, call: ServiceCall, wish: Power): Promise<void> {
  await withService(ctx, call.item, async () => {
    const subject = await accountSubjectOf(ctx, call);
    await perform(ctx, subject, wish.command, call, serviceFacts(subject.service), {
      async carryOut(run) {
        const { ledger, account } = await requireAccount(ctx, subject);
        if (account.status !== wish.status || run.has(wish.command))
          await run.step(wish.command, wish.step(ctx, subject, account.name));
        await post(ctx, call, wish.post, subject.item, run);
        await run.close('done', { account: account.name }, [
          { update: ledger.id, change: { status: wish.status } },
        ]);
      },
      repeat: () => post(ctx, call, wish.post, subject.item),
      isAnew: ended => isAnewByAge(ended, ctx.clock.now()),
    });
  });
}
