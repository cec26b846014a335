import type { IsoDate } from '../../base/dates.ts';
import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
  type PostCommand,
  type Service,
} from '../../billmanager/billmanager.ts';
import { dateOrNull } from '../../vendor/end-date.ts';
import type { License } from '../../vendor/vendor.ts';
import type { LicenseTarget } from '../licenses/license-context.ts';
import type { Context, ServiceCall } from './context.ts';
import type { Run } from './run.ts';

/**
 * A license's status in the ledger is the one that BILLmanager was told. Where that is not known,
 * or the operation that changed it was withdrawn, it is this, which no row of the upstream's list
 * agrees with: checkevent tells BILLmanager then.
 */
export const UNKNOWN_STATUS = '';

/** A fact of the license that the service carries as a parameter. */
export interface LicenseParam {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

type LicenseFacts = Pick<License, 'id' | 'lickey' | 'expiredate'>;

/** What is known of the license and differs from what the service says already. */
export function licenseParams(
  target: LicenseTarget,
  license: LicenseFacts,
): readonly LicenseParam[] {
  const params = [
    { name: PARAM_LICENSE_ID, value: license.id, secret: false },
    { name: PARAM_LICKEY, value: license.lickey, secret: true },
    { name: PARAM_LICENSE_EXPIREDATE, value: dateOrNull(license.expiredate) ?? '', secret: false },
  ];
  return params.filter(
    ({ name, value }) => value !== '' && target.service.params.get(name) !== value,
  );
}

export async function saveParams(
  ctx: Context,
  item: string,
  params: readonly LicenseParam[],
): Promise<void> {
  await Promise.all(
    params.map(({ name, value, secret }) =>
      ctx.billmanager.saveParam(item, name, value, { secret }),
    ),
  );
}

/**
 * Saves on the service what is known of its license; only what differs from what the service says
 * already.
 */
export async function saveLicenseParams(
  ctx: Context,
  target: LicenseTarget,
  license: LicenseFacts,
): Promise<void> {
  await saveParams(ctx, target.item, licenseParams(target, license));
}

export async function saveEndDate(
  ctx: Context,
  target: LicenseTarget,
  end: IsoDate | null,
): Promise<void> {
  if (end === null || target.service.params.get(PARAM_LICENSE_EXPIREDATE) === end) return;
  await ctx.billmanager.saveParam(target.item, PARAM_LICENSE_EXPIREDATE, end);
}

/**
 * Ends the running operation in BILLmanager. An operation that is taken up again, or repeated (no
 * `run`), may have been told already by an earlier attempt, and other things may have become of the
 * service since: whether BILLmanager still waits is asked then, so that nothing is applied twice or
 * undone. False: it did not wait.
 */
export async function notify(
  ctx: Context,
  call: ServiceCall,
  command: PostCommand,
  item: string,
  run?: Run,
): Promise<boolean> {
  const mayBeTold = run === undefined || run.resumed;
  if (mayBeTold && !(await isAwaited(ctx, call))) return false;
  await ctx.billmanager.post(command, item);
  return true;
}

/**
 * Does BILLmanager still wait for this operation? Without a running operation there is nothing to
 * ask: yes.
 */
export async function isAwaited(ctx: Context, call: ServiceCall): Promise<boolean> {
  return (
    call.runningOperation === null ||
    (await ctx.billmanager.runningOperation(call.runningOperation)) !== null
  );
}

export const isActivated = ({ status }: Service): boolean =>
  status === 'active' || status === 'suspended';

/**
 * BILLmanager has learned of an opening's end, from an attempt that died before it could note that.
 * What has been done to the service since (suspended, renewed) is not this operation's to undo.
 */
export async function wasNotified(
  ctx: Context,
  run: Run,
  service: Service,
  call: ServiceCall,
): Promise<boolean> {
  if (!run.resumed || run.inDoubt || !isActivated(service)) return false;
  return !(await isAwaited(ctx, call));
}
