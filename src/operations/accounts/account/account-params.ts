import { PARAM_URL, PARAM_USERNAME } from '../../../billmanager/param-names.ts';
import type { Context } from '../../engine/context.ts';
import { saveServiceParams } from '../../engine/service-params.ts';
import type { AccountTarget } from './account-target.ts';

/** Saves name and panel on the service; only what differs from what the service says already. */
export async function saveAccountParams(
  ctx: Context,
  { service, panel }: AccountTarget,
  name: string,
): Promise<void> {
  const params = [
    { name: PARAM_USERNAME, value: name },
    { name: PARAM_URL, value: panel.url },
  ];
  const changed = params.filter(param => service.params.get(param.name) !== param.value);
  await saveServiceParams(ctx, service, changed);
}
