import { parseDate } from '../../base/dates.ts';
import { Fault } from '../../base/fault.ts';
import type { LedgerWrite, OperationRow, StepRow } from '../../journal/records.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import { PANEL_MODULE } from '../../vendor/product-types.ts';
import type { Itemtype, License } from '../../vendor/vendor.ts';
import { chargeOf } from '../engine/charge.ts';
import { forgottenFacts, refusedStep } from '../engine/charge-facts.ts';
import type { Context } from '../engine/context.ts';
import { UNKNOWN_STATUS } from '../engine/notify.ts';
import { withService } from '../engine/service-lock.ts';
import { type Facts, factsOf } from '../engine/step.ts';
import { licenseRow, serviceTerms } from '../licenses/license/license-row.ts';
import { type LicenseTarget, targetOf } from '../licenses/license/license-target.ts';

/** What a person is asked about: what was sent, and for whom. */
export interface OpenDoubt {
  readonly operation: OperationRow;
  readonly step: string;
  /** null: nothing of it is in doubt, it was refused too often. */
  readonly row: StepRow | null;
  readonly target: LicenseTarget;
  readonly itemtype: Itemtype;
}

/** A license as it was read to be shown, and what it would settle. */
export interface Word {
  readonly license: License;
  readonly result: Facts;
}

/** A charge of an operation whose outcome nobody knows. Fault doubt_missing. */
export async function openDoubt(ctx: Context, id: number): Promise<OpenDoubt> {
  const open = await ctx.journal.operations({ states: ['open', 'waiting'] });
  const operation = open.find(each => each.id === id);
  const steps = operation ? await ctx.journal.steps(id) : [];
  const row =
    steps.find(each => each.result === null && chargeOf(each.name, each.intent) !== null) ?? null;
  const step = row?.name ?? (operation ? refusedStep(operation.facts) : null);
  if (!operation || step === null) throw new Fault('doubt_missing', { object: String(id) });
  const { item } = operation;
  const target = await targetOf(ctx, { item, runningOperation: null, itemtype: null });
  const itemtype = isPurchase(operation) ? PANEL_MODULE : target.itemtype;
  return { operation, step, row, target, itemtype };
}

const isPurchase = ({ command }: OperationRow): boolean => command.startsWith('buy-module ');

/**
 * The license that a person names, as the vendor has it now, and what the step came to with it.
 * Faults: doubt_missing, license_gone, doubt_another.
 */
export async function readWord(ctx: Context, doubt: OpenDoubt, id: string): Promise<Word> {
  const { operation, row, target, itemtype } = doubt;
  const object = String(operation.id);
  if (row === null) throw new Fault('doubt_missing', { object });
  const license = await target.vendor.read(itemtype, id);
  if (license === null || license.status === 'deleted')
    throw new Fault('license_gone', { object: target.item, value: id });
  const { account } = target;
  const known = await ctx.journal.licenses({ account, itemtype, licenseIds: [id] });
  const isOthers = known.some(each => each.item !== target.item || isPurchase(operation));
  const result = resultOf(row, license);
  if (isOthers || result === null) throw new Fault('doubt_another', { object, value: id });
  return { license, result };
}

/** What the license shows of a step; null: nothing of it. */
function resultOf({ name, intent }: StepRow, license: License): Facts | null {
  const wanted = factsOf(intent);
  if (name === 'order') return { id: license.id };
  if (wanted['license'] !== undefined && wanted['license'] !== license.id) return null;
  if (name === 'tariff') return license.pricelist === wanted['pricelist'] ? wanted : null;
  if (!name.startsWith('prolong ')) return wanted;
  const end = dateOrNull(license.expiredate);
  const before = parseDate(wanted['before']);
  if (end === null || (before !== null && end <= before)) return null;
  return { expiredate: end, before: before ?? '' };
}

/**
 * Settles it by a person's word, under the lock of the service: the license that came of it, or
 * null for nothing at all, after which it may be sent anew. Noted on the operation; checkevent goes
 * on with it. Faults: doubt_missing where somebody was faster, service_busy, maintenance.
 */
export async function resolveDoubt(
  ctx: Context,
  doubt: OpenDoubt,
  word: Word | null,
): Promise<void> {
  ctx.mayAct();
  const { operation, step, target } = doubt;
  const { journal } = ctx;
  await withService(ctx, target.item, async () => {
    const now = await openDoubt(ctx, operation.id);
    if (now.step !== step) throw new Fault('doubt_missing', { object: String(operation.id) });
    const said = word === null ? 'none' : `license ${word.license.id}`;
    await journal.note(operation.id, {
      [`resolved ${step}`]: `${said}, ${ctx.clock.now().toISOString()}`,
      ...forgottenFacts(step),
    });
    if (word === null) await journal.retract(operation.id, step);
    else await journal.settle(operation.id, step, word.result, ledgerOf(doubt, word));
    ctx.log.info(`operation ${operation.id}: step ${step} is settled by a person: ${said}`);
    // no longer a fault that waits for a person
    await journal.close(operation.id, operation.state, { resolved: said });
  });
}

function ledgerOf({ operation, step, target }: OpenDoubt, { license }: Word): LedgerWrite[] {
  if (step !== 'order' || isPurchase(operation)) return [];
  const { remoteid } = license;
  const terms = { ...serviceTerms(target.service), status: UNKNOWN_STATUS };
  return [{ put: { ...licenseRow(target, license, terms), source: 'person', remoteid } }];
}
