import type { Context } from '../context.ts';
import type { Facts, Step } from '../run.ts';
import type { AccountSubject } from './account-subject.ts';
import { readAccount } from './find-account.ts';

/** Switches an account off; where the panel's form does not tell the status, an interrupted attempt is repeated. */
export function suspendAccountStep(ctx: Context, subject: AccountSubject, name: string): Step<Facts> {
  return powerStep(ctx, subject, name, 'suspended', () => subject.panel.accounts.suspend(name));
}

export function resumeAccountStep(ctx: Context, subject: AccountSubject, name: string): Step<Facts> {
  return powerStep(ctx, subject, name, 'active', () => subject.panel.accounts.resume(name));
}

function powerStep(
  ctx: Context,
  subject: AccountSubject,
  name: string,
  wanted: 'active' | 'suspended',
  act: () => Promise<void>,
): Step<Facts> {
  return {
    intent: { account: name, status: wanted },
    async find() {
      const { status } = await readAccount(subject, name);
      return status === wanted ? { status: wanted } : null;
    },
    async act() {
      await act();
      ctx.log.info(`service ${subject.item}: account ${name} is ${wanted}`);
      return { status: wanted };
    },
  };
}
