import type { Service } from '../../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID, PARAM_PARENT_LICENSE } from '../../../billmanager/param-names.ts';
import type { Context } from '../../engine/context.ts';

/**
 * addition: the license that a service names itself (param `license`, as the order form asks it);
 * '' if it does not.
 */
export const namedLicense = (service: Service): string =>
  (service.params.get(PARAM_PARENT_LICENSE) ?? '').trim();

/** addition: the service that a service names as its parent; '' if it does not. */
export const namedParent = (service: Service): string => service.parent;

/**
 * addition: the license that a service's module belongs to, by its own word or its parent's; ''
 * where nothing tells.
 */
export async function parentOf(ctx: Context, service: Service): Promise<string> {
  const named = namedLicense(service);
  const parent = namedParent(service);
  if (named !== '' || parent === '') return named;
  const known = await ctx.journal.licenseOf(parent);
  if (known) return known.licenseId;
  return (await ctx.billmanager.service(parent))?.params.get(PARAM_LICENSE_ID) ?? '';
}
