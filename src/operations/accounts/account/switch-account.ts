import type { Facts, Step } from '../../engine/run.ts';
import type { Ending } from '../../engine/run-operation.ts';
import type { AccountRun } from './account-target.ts';
import { readAccount, requireAccount } from './find-account.ts';

type Power = 'active' | 'suspended';
const STEP = { active: 'resume', suspended: 'suspend' } as const;

/** Switches the account of a service on or off, unless it already is. */
export async function switchAccount(run: AccountRun, status: Power): Promise<Ending> {
  const { ledger, account } = await requireAccount(run.ctx, run.target);
  const { name } = account;
  const step = STEP[status];
  if (account.status !== status || run.has(step))
    await run.step(step, powerStep(run, name, status));
  return {
    outcome: { account: name },
    ledger: () => [{ update: ledger.id, change: { status } }],
  };
}

/**
 * Switches an account on or off; if the panel's form does not show the status, an interrupted
 * attempt is repeated.
 */
export function powerStep(run: AccountRun, name: string, status: Power): Step<Facts> {
  const { ctx, target } = run;
  const { accounts } = target.panel;
  return {
    intent: { account: name, status },
    find: async () => ((await readAccount(target, name)).status === status ? { status } : null),
    async act() {
      await accounts[STEP[status]](name);
      ctx.log.info(`service ${target.item}: account ${name} is ${status}`);
      return { status };
    },
  };
}
