import { toFault } from '../../../base/fault.ts';
import { isMaintenance } from '../../../base/maintenance.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { agreementOf } from './agreement.ts';
import type { LicenseTarget } from './license-target.ts';

type ListOfAccount = Pick<LicenseTarget, 'vendor' | 'account' | 'itemtype'>;

const keyOf = ({ account, itemtype }: ListOfAccount): string =>
  `remoteid not kept ${account} ${itemtype}`;

/**
 * Does this account keep what orders of this type carry as remoteid? Then a lost order is found by
 * it. Believed until the form of a fresh order tells another one.
 */
export async function keepsRemoteId(ctx: Context, list: ListOfAccount): Promise<boolean> {
  return list.vendor.abilities.remoteid && (await ctx.journal.recall(keyOf(list))) === null;
}

/** What was ordered, as far as a license can be known by it. */
interface Ordered {
  readonly remoteid: string;
  readonly ip: string;
  readonly licname: string;
  readonly parentItem: string;
}

/**
 * Is this the license that was just ordered, with a remoteid that was dropped, cut or changed on
 * the way? The rest of it agrees, the journal has not heard of it before, and it names nobody else.
 */
export async function isAltered(
  ctx: Context,
  target: LicenseTarget & { readonly plan: { readonly pricelist: string } },
  license: License,
  ordered: Ordered,
): Promise<boolean> {
  const marks = {
    pricelists: [target.plan.pricelist],
    ip: ordered.ip,
    names: [ordered.licname],
    parent: ordered.parentItem,
  };
  if (!isRemnant(license.remoteid, ordered.remoteid)) return false;
  // under one address there may be another order, or a person's license
  const isNamedSo = license.licname === '' || license.licname === ordered.licname;
  if (target.type.nameParam !== '' && !isNamedSo) return false;
  if (agreementOf(target.type, license, marks) !== 'agrees') return false;
  const { account, itemtype } = target;
  const known = await ctx.journal.licenses({ account, itemtype, licenseIds: [license.id] });
  return known.length === 0;
}

/** Nothing of it, the beginning of it, or the same in other letters. */
export function isRemnant(told: string, written: string): boolean {
  return written.toLowerCase().startsWith(told.trim().toLowerCase());
}

/** Notes it, and tells a person once. */
export async function noteNotKept(
  ctx: Context,
  target: LicenseTarget,
  told: string,
  written: string,
): Promise<void> {
  const key = keyOf(target);
  if ((await ctx.journal.recall(key)) !== null) return;
  await ctx.journal.remember(key, told);
  const message = `The license vendor does not keep the remoteid of new licenses (${target.itemtype}): "${written}" was ordered, "${told}" is there. An order whose answer is lost is looked for by address and name, and is never sent a second time.`;
  ctx.log.warning(message);
  const { billmanager } = ctx;
  try {
    const { name: moduleName } = await billmanager.module(target.module);
    await billmanager.registerProblem({
      name: 'cpbillmgr_remoteid_not_kept',
      object: target.module,
      module: target.module,
      moduleName,
      message,
    });
  } catch (error) {
    if (isMaintenance(error)) throw error;
    ctx.log.warning(`BILLmanager could not be told: ${toFault(error).message}`);
  }
}
