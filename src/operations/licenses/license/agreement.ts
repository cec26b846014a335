import { isHostAddress, sameAddress } from '../../../base/address.ts';
import type { LedgerLicense } from '../../../journal/records.ts';
import type { ProductType } from '../../../vendor/product-types.ts';
import type { LicenseRow } from '../../../vendor/vendor.ts';

/**
 * What identifies a license besides ids: from a service, from an order, or as the ledger last saw
 * it.
 */
export interface Marks {
  /**
   * The vendor's pricelists; several where a change of tariff is under way, none where the tariff
   * is not known.
   */
  readonly pricelists: readonly string[];
  readonly ip: string;
  /** Names that people gave. */
  readonly names: readonly string[];
  /** addition: the license that it belongs to. */
  readonly parent: string;
}

/** How the ledger knew it last. */
export const marksOfRow = ({ pricelist, ip, licname }: LedgerLicense): Marks => ({
  pricelists: pricelist === '' ? [] : [pricelist],
  ip,
  names: [licname],
  parent: '',
});

/**
 * agrees: the tariff and one of what binds the license do. differs: the tariff does, or something
 * that binds it does and nothing of that agrees. silent: too little is told for either.
 */
type Agreement = 'agrees' | 'differs' | 'silent';

/**
 * The name that a license gets whose service has none. It is made of the service's number: of that
 * it tells no more than a remoteid.
 */
export const madeUpName = (item: string): string => `service ${item}`;

/**
 * What binds it is, by product type, address and name, the name alone, or the license it belongs
 * to. An address that is not set yet (0.0.0.0) binds nothing.
 */
export function agreementOf(
  type: ProductType,
  license: Pick<LicenseRow, 'pricelist' | 'ip' | 'licname' | 'parentItem'>,
  marks: Marks,
): Agreement {
  const names = marks.names.filter(name => name !== '');
  const binding = [
    type.address ? compared(license.ip, [marks.ip].filter(isHostAddress), sameAddress) : 'silent',
    type.nameParam === '' ? 'silent' : compared(license.licname, names),
    type.belongsToLicense
      ? compared(license.parentItem ?? '', [marks.parent].filter(Boolean))
      : 'silent',
  ];
  const tariff = compared(license.pricelist, marks.pricelists);
  const isBound = binding.includes('agrees');
  if (tariff === 'differs' || (!isBound && binding.includes('differs'))) return 'differs';
  return tariff === 'agrees' && isBound ? 'agrees' : 'silent';
}

function compared(
  told: string,
  wanted: readonly string[],
  isSame: (a: string, b: string) => boolean = (a, b) => a === b,
): Agreement {
  if (told === '' || wanted.length === 0) return 'silent';
  return wanted.some(each => isSame(told, each)) ? 'agrees' : 'differs';
}
