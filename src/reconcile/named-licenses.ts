import type { ServiceRow } from '../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../billmanager/param-names.ts';
import type { VendorConnection } from '../operations/engine/context.ts';
import { withService } from '../operations/engine/service-lock.ts';
import { licenseInLedger, takeInNamed } from '../operations/licenses/license/find-license.ts';
import { ITEMTYPES } from '../vendor/product-types.ts';
import { targetOfLicense } from './apply-changes.ts';
import { guarded, type ReconcileRun } from './reconcile-run.ts';

/**
 * A journal that was put back, or begun anew, has its licenses from the vendor's remoteids. Where
 * none is kept, or a person has edited one, the services name theirs: these are taken in, through
 * the gate, until the journal has caught up. A service that names somebody else's license is
 * reported, and checked again until that is settled.
 */
export async function takeInNamedLicenses(
  run: ReconcileRun,
  connection: VendorConnection,
): Promise<void> {
  if (run.report.dryRun) return;
  const { journal } = run.ctx;
  const { catchingUp } = await journal.installation();
  const items = [
    ...(await run.differences.standing()),
    ...(catchingUp === null ? [] : await naming(run)),
  ];
  for (const item of new Set(items)) {
    if (await journal.licenseOf(item)) continue;
    if (run.isOver()) run.report.postponed += 1;
    else await guarded(run, `license of service ${item}`, () => takeIn(run, connection, item));
  }
}

/** The services of this module that may name a license. */
async function naming({ ctx, modules }: ReconcileRun): Promise<readonly string[]> {
  const items: string[] = [];
  for (const itemtype of ITEMTYPES)
    for await (const service of ctx.billmanager.services(itemtype))
      if (modules.includes(service.processingmodule) && mayName(service)) items.push(service.id);
  return items;
}

/** A list that shows only some parameters does not say. */
const mayName = ({ status, isWhole, params }: ServiceRow): boolean =>
  status !== 'deleted' && status !== 'ordered' && (!isWhole || params.has(PARAM_LICENSE_ID));

/** The license that a service names, through the gate; another's is told as such. */
export async function takeIn(
  run: ReconcileRun,
  connection: VendorConnection,
  item: string,
): Promise<void> {
  await run.differences.look(run, item, () =>
    withService(run.ctx, item, async () => {
      const target = await targetOfLicense(run, connection, undefined, item);
      if (target && !(await licenseInLedger(run.ctx, target))) await takeInNamed(run.ctx, target);
      return null;
    }),
  );
}
