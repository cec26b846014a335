import { parseDate } from '../../base/dates.ts';
import type { Service } from '../../billmanager/billmanager.ts';
import { PARAM_LICENSE_ID } from '../../billmanager/param-names.ts';
import type { LedgerLicense } from '../../journal/records.ts';
import type { Context, VendorConnection } from '../engine/context.ts';
import { type Operation, runOperation } from '../engine/run-operation.ts';
import { withService } from '../engine/service-lock.ts';
import { requireNoTwin } from '../installation/twin.ts';
import { letGo } from './close.ts';
import { requireUnserved } from './delete-unserved.ts';
import { type LicenseTarget, targetWith } from './license/license-target.ts';

/** How the license of a service that is gone is dealt with (docs/conf.md, "[sync]"). */
export type OrphanEnd = 'release' | 'delete';

interface Orphan extends LicenseTarget {
  readonly ledger: LedgerLicense;
  readonly how: OrphanEnd;
}

/** As the journal names it: no command of BILLmanager's, which has no such service any more. */
const CLOSE_ORPHAN: Operation<Orphan> = {
  command: 'close_orphan',
  byCron: true,
  async execute(run) {
    const { ledger, how } = run.target;
    const ended = await letGo(run, ledger, how);
    return { outcome: { license: ledger.licenseId, how }, ledger: () => ended };
  },
};

/**
 * Deletes or releases a license of ours whose service is gone, as a closing of that service would:
 * under its lock, through the gate, and journalled. Everything is looked at again before. Harmless
 * where it was done already. Faults: license_foreign (it is not ours, or serves a service),
 * license_paid_elsewhere, installation_twin, those of the vendor.
 */
export async function closeOrphan(
  ctx: Context,
  connection: VendorConnection & { readonly mark: string },
  known: LedgerLicense,
  how: OrphanEnd,
): Promise<void> {
  const { journal } = ctx;
  const item = known.item ?? '';
  await withService(ctx, item, async lock => {
    const { account, itemtype, licenseId } = known;
    const [ledger] = await journal.licenses({ account, itemtype, licenseIds: [licenseId] });
    const isItself = ledger?.id === known.id && ledger.item === known.item;
    if (!isItself || (ledger.state !== 'live' && ledger.state !== 'orphan')) return;
    await requireNoTwin(ctx, account);
    const target = targetWith(formerService(ledger), connection, connection.mark);
    const license = await target.vendor.read(target.itemtype, licenseId);
    if (license && license.status !== 'deleted')
      await requireUnserved(ctx, { ...target, licenseId, item }, license, ledger);
    const call = { item, runningOperation: null, itemtype, lock };
    await runOperation(ctx, CLOSE_ORPHAN, { ...target, ledger, how }, call);
  });
}

/** The service that is gone, as the ledger remembers it. */
function formerService(ledger: LedgerLicense): Service {
  const { item, itemtype, fingerprint, tariff, ip, licname, licenseId, module, source } = ledger;
  const [account = '', createdate = ''] = fingerprint.split(' ');
  return {
    id: item ?? '',
    itemtype,
    name: '',
    status: 'deleted',
    period: ledger.clientPeriod,
    expiredate: ledger.paidUntil,
    createdate: parseDate(createdate),
    pricelist: tariff,
    lastpricelist: '',
    processingmodule: module,
    account,
    parent: '',
    ip,
    licname,
    domain: '',
    // it came into the ledger by that
    params: new Map(source === 'service' ? [[PARAM_LICENSE_ID, licenseId]] : []),
  };
}
