import { sameAddress } from '../../../base/address.ts';
import type { License, LicenseChange } from '../../../vendor/vendor.ts';
import { ADDON_FACT } from '../../engine/charge.ts';
import type { Facts, Step } from '../../engine/run.ts';
import type { OwnLicense } from './gate.ts';
import { licenseStep } from './license-step.ts';
import type { LicenseTarget } from './license-target.ts';

/** Changes a license at the vendor; it happened when the license reads as wished. */
export function changeStep(
  target: LicenseTarget,
  own: OwnLicense,
  change: LicenseChange,
): Step<Facts> {
  return licenseStep(target, own, {
    intent: factsOfChange(change),
    isDone: (license, intent) => isAsWished(license, changeOfFacts(intent)),
    act: (license, intent) => target.vendor.change(license, changeOfFacts(intent)),
    change(intent) {
      const { ip, licname, remoteid } = changeOfFacts(intent);
      return {
        ...(ip === undefined ? {} : { ip }),
        ...(licname === undefined ? {} : { licname }),
        ...(remoteid === undefined ? {} : { remoteid }),
      };
    },
  });
}

function isAsWished(license: License, change: LicenseChange): boolean {
  const { ip, licname, remoteid, parentItem, addons } = change;
  return (
    (ip === undefined || sameAddress(license.ip, ip)) &&
    (licname === undefined || license.licname === licname) &&
    (remoteid === undefined || license.remoteid === remoteid) &&
    (parentItem === undefined || license.parentItem === parentItem) &&
    [...(addons ?? [])].every(([addon, amount]) => (license.addons.get(addon) ?? 0) === amount)
  );
}

function factsOfChange(change: LicenseChange): Facts {
  const { addons, ...texts } = change;
  const amounts = [...(addons ?? [])].map(([addon, amount]) => [
    `${ADDON_FACT}${addon}`,
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
    name.startsWith(ADDON_FACT) ? [[name.slice(ADDON_FACT.length), Number(amount)]] : [],
  );
  return { ...texts, ...(addons.length === 0 ? {} : { addons: new Map(addons) }) };
}
