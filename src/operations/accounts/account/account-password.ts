import { createHmac } from 'node:crypto';
import { keepSecret } from '../../../base/secrets.ts';
import { PARAM_PASSWORD } from '../../../billmanager/param-names.ts';
import { newPassword } from '../../../panel/account-passwords.ts';
import type { Context } from '../../engine/context.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { type ServiceParam, saveServiceParams } from '../../engine/service-params.ts';
import type { AccountTarget } from './account-target.ts';

/** A password that goes to the panel and, encrypted, to the service; nowhere else. */
export function drawPassword(): string {
  const password = newPassword();
  keepSecret(password);
  return password;
}

/** The password as a parameter of its service. */
export const passwordParam = (password: string): ServiceParam => ({
  name: PARAM_PASSWORD,
  value: password,
  crypted: true,
});

/**
 * Draws another password for an account that is there but whose password this process does not know
 * for certain: an earlier attempt made it. The journal holds no password, so it is set anew on both
 * sides; whatever interrupted this does it again.
 */
export function resetPasswordStep(ctx: Context, target: AccountTarget, name: string): Step<Facts> {
  return {
    intent: { account: name },
    find: async () => null,
    async act() {
      const password = drawPassword();
      await saveServiceParams(ctx, target.service, [passwordParam(password)]);
      await target.panel.accounts.change(name, { password });
      await rememberPassword(ctx, target.item, password);
      return { account: name };
    },
  };
}

/**
 * Gives the account the password that the client has set in BILLmanager; it has when the two are
 * noted to be the same.
 */
export function givenPasswordStep(ctx: Context, target: AccountTarget, name: string): Step<Facts> {
  return {
    intent: { account: name },
    find: async () => ((await changedPassword(ctx, target)) === null ? { account: name } : null),
    async act() {
      const given = await changedPassword(ctx, target);
      if (given !== null) {
        await target.panel.accounts.change(name, { password: given });
        await rememberPassword(ctx, target.item, given);
      }
      return { account: name };
    },
  };
}

export const passwordFact = (item: string): string => `account secret ${item}`;

/**
 * Notes which password the service and the account have in common: a few bits of a keyed digest, of
 * no use to guess by.
 */
export async function rememberPassword(
  ctx: Context,
  item: string,
  password: string,
): Promise<void> {
  await ctx.journal.remember(passwordFact(item), passwordDigest(item, password));
}

/**
 * The password that the client has set in BILLmanager since it was last the same on both sides;
 * null if it has not changed, cannot be read from the form, or nothing is known of the one before:
 * a password that a client changed in the panel itself must not be taken back by a change of
 * something else.
 */
export async function changedPassword(ctx: Context, target: AccountTarget): Promise<string | null> {
  const given = target.service.params.get(PARAM_PASSWORD) ?? '';
  if (!isReadable(given)) return null;
  keepSecret(given);
  const known = await ctx.journal.recall(passwordFact(target.item));
  if (known === null) return null;
  return known.value === passwordDigest(target.item, given) ? null : given;
}

/**
 * A form may show asterisks or a ciphertext in place of a crypted parameter; no panel's password is
 * that long.
 */
export const isReadable = (given: string): boolean =>
  given !== '' && given.length <= 100 && !/^\*+$/.test(given);

/** Six hexadecimal digits: enough to see a change, of no use to guess by. */
export const passwordDigest = (item: string, password: string): string =>
  createHmac('sha256', `cpbillmgr ${item}`).update(password).digest('hex').slice(0, 6);
