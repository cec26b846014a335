import type { Context } from '../engine/context.ts';
import type { Facts, Step } from '../engine/run.ts';
import type { AccountTarget } from './account-context.ts';
import { readAccount } from './find-account.ts';

/**
 * Switches an account off; where the panel's form does not tell the status, an interrupted attempt
 * is repeated.
 */
export function suspendAccountStep(ctx: Context, target: AccountTarget, name: string): Step<Facts> {
  return powerStep(ctx, target, name, 'suspended', () => target.panel.accounts.suspend(name));
}

export function resumeAccountStep(ctx: Context, target: AccountTarget, name: string): Step<Facts> {
  return powerStep(ctx, target, name, 'active', () => target.panel.accounts.resume(name));
}

function powerStep(
  ctx: Context,
  target: AccountTarget,
  name: string,
  wanted: 'active' | 'suspended',
  act: () => Promise<void>,
): Step<Facts> {
  return {
    intent: { account: name, status: wanted },
    async find() {
      const { status } = await readAccount(target, name);
      return status === wanted ? { status: wanted } : null;
    },
    async act() {
      await act();
      ctx.log.info(`service ${target.item}: account ${name} is ${wanted}`);
      return { status: wanted };
    },
  };
}
