import { toFault } from '../../../base/fault.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { type ServiceParam, saveServiceParams } from '../../engine/service-params.ts';
import { passGate } from '../license/gate.ts';
import { licenseParams, saveLicenseParams } from '../license/license-params.ts';
import type { LicenseTarget } from '../license/license-target.ts';

/**
 * How long a proof about a panel holds before it is repeated; it changes at most when the panel is
 * updated.
 */
const PROOF_MS = 24 * 3600 * 1000;

/**
 * Activates a service with the facts of its license on it. They are given with the activation
 * itself (docs/reference/processing-module.md, "What is called after which command": extra fields
 * may be given), which spares three calls and lets whatever BILLmanager sends to the client at that
 * moment know the key.
 *
 * No document says that a panel keeps such fields, so it is proved: the service is read afterwards,
 * what is missing is saved singly, and the outcome is remembered for this product type. A secret is
 * trusted to the fields last: until the others are proved to be kept it is saved before the
 * activation, as everything is on a panel that keeps none.
 */
export async function activateWithParams(
  ctx: Context,
  target: LicenseTarget,
  license: License,
): Promise<void> {
  const params = licenseParams(target, license);
  const proof = await recallProof(ctx, target);
  const [before, along] = divide(params, proof);
  await saveServiceParams(ctx, target.service, before);
  try {
    await ctx.billmanager.activate(
      target.service,
      new Map(along.map(({ name, value }) => [name, value])),
    );
  } catch (error) {
    if (along.length === 0 || proof.kept.length > 0 || toFault(error).type !== 'billing_refused')
      throw error;
    ctx.log.info(`${target.itemtype}.open takes no fields: ${toFault(error).message}`);
    await rememberProof(ctx, target, []);
    await saveServiceParams(ctx, target.service, along);
    await ctx.billmanager.activate(target.service);
    return;
  }
  if (along.length === 0 || isProved(ctx, proof, along)) return;
  await prove(ctx, target, along);
}

/**
 * An attempt that died between the activation and its proof may have left the service without them,
 * or without some of them.
 */
export async function completeParams(ctx: Context, target: LicenseTarget): Promise<void> {
  const ledger = await ctx.journal.licenseOf(target.item);
  const license = ledger && (await target.vendor.read(target.itemtype, ledger.licenseId));
  if (!license) return;
  await saveLicenseParams(ctx, target, (await passGate(ctx, target, ledger, license)).license);
}

/**
 * Names of params that were found on a service after they had been given with its activation, and
 * when; null: never tried.
 */
interface Proof {
  readonly kept: readonly string[];
  readonly at: Date | null;
}

function divide(
  params: readonly ServiceParam[],
  { kept, at }: Proof,
): readonly [readonly ServiceParam[], readonly ServiceParam[]] {
  if (at !== null && kept.length === 0) return [params, []];
  const isSaved = (param: ServiceParam): boolean => param.secret === true && at === null;
  return [params.filter(isSaved), params.filter(param => !isSaved(param))];
}

function isProved(ctx: Context, { kept, at }: Proof, along: readonly ServiceParam[]): boolean {
  const age = at === null ? Number.POSITIVE_INFINITY : ctx.clock.now().getTime() - at.getTime();
  return age < PROOF_MS && along.every(({ name }) => kept.includes(name));
}

async function prove(
  ctx: Context,
  target: LicenseTarget,
  along: readonly ServiceParam[],
): Promise<void> {
  const service = await ctx.billmanager.service(target.item, target.itemtype);
  const missing = along.filter(({ name, value }) => service?.params.get(name) !== value);
  await saveServiceParams(ctx, target.service, missing);
  await rememberProof(ctx, target, missing.length > 0 ? [] : along.map(({ name }) => name));
}

const proofKey = ({ module, itemtype }: LicenseTarget): string =>
  `${itemtype}.open keeps, module ${module}`;

async function recallProof(ctx: Context, target: LicenseTarget): Promise<Proof> {
  const known = await ctx.journal.recall(proofKey(target));
  if (typeof known?.value !== 'string') return { kept: [], at: null };
  return { kept: known.value.split(' ').filter(name => name !== ''), at: known.storedAt };
}

async function rememberProof(
  ctx: Context,
  target: LicenseTarget,
  kept: readonly string[],
): Promise<void> {
  await ctx.journal.remember(proofKey(target), kept.join(' '));
}
