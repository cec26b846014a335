import { randomBytes } from 'node:crypto';
import { Fault, toFault } from '../../base/fault.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import type { ParamSpelling, Service } from '../../billmanager/billmanager.ts';
import type { Context } from './context.ts';

/** A fact to be kept on a service. */
export interface ServiceParam {
  readonly name: string;
  readonly value: string;
  readonly secret?: boolean;
  /** BILLmanager keeps it encrypted. */
  readonly crypted?: boolean;
}

type Saved = Pick<Service, 'id' | 'itemtype' | 'params'>;

const SPELLINGS: readonly ParamSpelling[] = ['named', 'plain'];
/** How long a finding about a panel holds; it changes at most when the panel is updated. */
const PROOF_MS = 24 * 3600 * 1000;
const KEY = 'service.saveparam spelling';

/** Saved and dropped again if there is no harmless parameter to find the spelling with. */
const PARAM_PROBE = 'cpbillmgr_probe';
/** A service tells these as facts of its own, whatever its parameters of that name are. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['name', 'ip', 'licname', 'domain']);

/**
 * Saves parameters on a service. ISPsystem itself spells `service.saveparam` in two ways
 * (docs/reference/processing-module.md, "Service parameters"), and a panel that expects the other
 * one answers success and keeps nothing, or keeps a secret under a clear name. So once per
 * installation, and again after a while, one harmless parameter is saved and read back; where it is
 * not there the other spelling is tried, never both in one call. Faults: param_not_kept (passing)
 * where neither is kept, service_missing.
 */
export async function saveServiceParams(
  ctx: Context,
  service: Saved,
  params: readonly ServiceParam[],
): Promise<void> {
  const { id } = service;
  // an attempt that was killed while it probed
  if (service.params.has(PARAM_PROBE)) await drop(ctx, id, PARAM_PROBE);
  if (params.length === 0) return;
  const known = await recallSpelling(ctx);
  const probe = known.isFresh ? null : probeOf(service, params);
  const spelling = probe ? await proveSpelling(ctx, service, probe, known.first) : known.first;
  await Promise.all(
    params
      .filter(param => param !== probe)
      .map(({ name, value, ...how }) =>
        ctx.billmanager.saveParam(id, name, value, { ...how, spelling }),
      ),
  );
}

async function recallSpelling(
  ctx: Context,
): Promise<{ readonly first: ParamSpelling; readonly isFresh: boolean }> {
  const noted = await ctx.journal.recall(KEY);
  const first = SPELLINGS.find(each => each === noted?.value);
  if (!noted || first === undefined) return { first: 'named', isFresh: false };
  return { first, isFresh: ctx.clock.now().getTime() - noted.storedAt.getTime() < PROOF_MS };
}

/** One that is no secret, and whose value is not there yet. */
function probeOf(service: Saved, params: readonly ServiceParam[]): ServiceParam {
  const isHarmless = ({ name, value, secret, crypted }: ServiceParam): boolean =>
    secret !== true &&
    crypted !== true &&
    !OWN_FIELDS.has(name) &&
    service.params.get(name) !== value;
  return params.find(isHarmless) ?? { name: PARAM_PROBE, value: randomBytes(4).toString('hex') };
}

async function proveSpelling(
  ctx: Context,
  service: Saved,
  { name, value }: ServiceParam,
  first: ParamSpelling,
): Promise<ParamSpelling> {
  const { id, itemtype } = service;
  const refusals: Fault[] = [];
  for (const spelling of [first, ...SPELLINGS.filter(each => each !== first)]) {
    try {
      await ctx.billmanager.saveParam(id, name, value, { spelling });
    } catch (error) {
      const fault = toFault(error);
      if (fault.type !== 'billing_refused' || fault.kind !== 'final') throw error;
      refusals.push(fault);
      continue;
    }
    const now = await ctx.billmanager.service(id, itemtype);
    if (!now) throw new Fault('service_missing', { object: id });
    if (now.params.get(name) === value) {
      await ctx.journal.remember(KEY, spelling);
      if (name === PARAM_PROBE) await drop(ctx, id, name);
      return spelling;
    }
    ctx.log.warning(`service ${id}: ${name} is not there after service.saveparam (${spelling})`);
    // a panel of the other spelling has taken the two words for parameters
    if (now.params.get('value') === value) await drop(ctx, id, 'value', 'name');
  }
  const [refusal] = refusals;
  if (refusal && refusals.length === SPELLINGS.length) throw refusal;
  throw new Fault('param_not_kept', {
    object: id,
    value: name,
    detail: refusals.map(({ message }) => message).join(' '),
  });
}

/** What stays behind does no harm. */
async function drop(ctx: Context, item: string, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    try {
      await ctx.billmanager.dropParam(item, name);
    } catch (error) {
      if (isMaintenance(error)) throw error;
      ctx.log.warning(`service ${item}: ${name} stays: ${toFault(error).message}`);
    }
  }
}
