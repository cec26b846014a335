import {
  PARAM_LICENSE_EXPIREDATE,
  PARAM_LICENSE_ID,
  PARAM_LICKEY,
} from '../../../billmanager/param-names.ts';
import { dateOrNull } from '../../../vendor/end-date.ts';
import type { License } from '../../../vendor/vendor.ts';
import type { Context } from '../../engine/context.ts';
import { type ServiceParam, saveServiceParams } from '../../engine/service-params.ts';
import { requireOwnKey } from './license-key.ts';
import type { LicenseTarget } from './license-target.ts';

type LicenseFacts = Partial<Pick<License, 'id' | 'lickey' | 'expiredate'>>;

/**
 * What is known of the license and differs from what the service says already. Fault
 * upstream_answer_bad for a key that is not the license's.
 */
export function licenseParams(
  target: LicenseTarget,
  { id = '', lickey = '', expiredate = null }: LicenseFacts,
): readonly ServiceParam[] {
  requireOwnKey({ id, itemtype: target.itemtype, lickey });
  const params = [
    { name: PARAM_LICENSE_ID, value: id, secret: false },
    { name: PARAM_LICKEY, value: lickey, secret: true },
    { name: PARAM_LICENSE_EXPIREDATE, value: dateOrNull(expiredate) ?? '', secret: false },
  ];
  return params.filter(
    ({ name, value }) => value !== '' && target.service.params.get(name) !== value,
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
  await saveServiceParams(ctx, target.service, licenseParams(target, license));
}
