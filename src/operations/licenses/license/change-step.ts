import type { LedgerLicense } from '../../../journal/journal.ts';
import type { License, LicenseChange } from '../../../vendor/vendor.ts';
import type { Facts, Step } from '../../engine/run.ts';
import { onLicense, readLicense } from './find-license.ts';
import type { LicenseTarget } from './license-target.ts';

const ADDON = 'addon.';

/** Changes a license upstream; it happened when the license reads as wished. */
export function changeStep(
  target: LicenseTarget,
  ledger: Pick<LedgerLicense, 'id' | 'licenseId'>,
  change: LicenseChange,
): Step<Facts> {
  const { vendor, itemtype } = target;
  const id = ledger.licenseId;
  return {
    intent: factsOfChange(change),
    async find(intent) {
      const license = await readLicense(target, id);
      return isAsWished(license, changeOfFacts(intent)) ? intent : null;
    },
    async act(intent) {
      await onLicense(target, id, () => vendor.change({ itemtype, id }, changeOfFacts(intent)));
      return intent;
    },
    ledger: intent => {
      const { ip, licname } = changeOfFacts(intent);
      const wished = {
        ...(ip === undefined ? {} : { ip }),
        ...(licname === undefined ? {} : { licname }),
      };
      return Object.keys(wished).length === 0 ? [] : [{ update: ledger.id, change: wished }];
    },
  };
}

export function isAsWished(license: License, change: LicenseChange): boolean {
  const { ip, licname, remoteid, parentItem, addons } = change;
  return (
    (ip === undefined || license.ip === ip) &&
    (licname === undefined || license.licname === licname) &&
    (remoteid === undefined || license.remoteid === remoteid) &&
    (parentItem === undefined || license.parentItem === parentItem) &&
    [...(addons ?? [])].every(([addon, amount]) => (license.addons.get(addon) ?? 0) === amount)
  );
}

function factsOfChange(change: LicenseChange): Facts {
  const { addons, ...texts } = change;
  const amounts = [...(addons ?? [])].map(([addon, amount]) => [
    `${ADDON}${addon}`,
    String(amount),
  ]);
  return { ...texts, ...Object.fromEntries(amounts) };
}

function changeOfFacts(facts: Facts): LicenseChange {
  const names = ['ip', 'licname', 'remoteid', 'parentItem'] as const;
  const texts = Object.fromEntries(
    names.flatMap(name => (facts[name] === undefined ? [] : [[name, facts[name]]])),
  );
  const addons = Object.entries(facts).flatMap(([name, amount]): [string, number][] =>
    name.startsWith(ADDON) ? [[name.slice(ADDON.length), Number(amount)]] : [],
  );
  return { ...texts, ...(addons.length === 0 ? {} : { addons: new Map(addons) }) };
}
