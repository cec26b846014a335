import type { LedgerLicense, LedgerWrite } from '../../../journal/records.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';

/**
 * The vendor's address or the user name has been changed: the licenses are the same, but the ledger
 * has them under the account that these made before. A row moves over when the vendor tells of the
 * same license under our id of the service, which `isOwner` judges.
 */
export function movesTo(
  account: string,
  rows: readonly LicenseRow[],
  elsewhere: readonly LedgerLicense[],
  isOwner: (license: LedgerLicense, remoteid: string) => boolean,
): readonly { readonly licenseId: string; readonly writes: readonly LedgerWrite[] }[] {
  const byId = new Map(rows.filter(row => row.status !== 'deleted').map(row => [row.id, row]));
  return elsewhere.flatMap(license => {
    const row = byId.get(license.licenseId);
    if (license.state === 'ended' || !row || !isOwner(license, row.remoteid)) return [];
    const { id, updatedAt, ...facts } = license;
    const writes: readonly LedgerWrite[] = [
      { update: id, change: { state: 'ended' } },
      { put: { ...facts, account } },
    ];
    return [{ licenseId: license.licenseId, writes }];
  });
}
