import type { LicenseRow } from '../../vendor/vendor.ts';
import { wholeList } from '../../vendor/whole-list.ts';
import type { Context } from '../engine/context.ts';
import { knownIds } from '../licenses/known-ids.ts';
import type { LicenseTarget } from '../licenses/license-context.ts';

/** What tells a module of a license from every other one. */
export interface ModuleMarks {
  readonly pricelist: string;
  /** The upstream license that it belongs to. */
  readonly license: string;
  /** Our id of the purchase. */
  readonly remoteid: string;
}

/**
 * A module of this kind that the license has already, whoever bought it: looked for in the whole
 * upstream list, by our id of the purchase, unless that belongs to another license, and by the
 * license it belongs to. A list that does not tell the license is asked for each module of the kind
 * singly. null: there certainly is none. Many requests. Fault list_not_whole.
 */
export async function findModule(
  ctx: Context,
  modules: LicenseTarget,
  marks: ModuleMarks,
): Promise<LicenseRow | null> {
  const { rows } = await wholeList(modules.vendor, modules.itemtype, {
    known: await knownIds(ctx, modules),
  });
  const ofKind = rows.filter(
    row => row.status !== 'deleted' && (row.pricelist === '' || row.pricelist === marks.pricelist),
  );
  for (const row of ofKind.filter(each => each.remoteid === marks.remoteid)) {
    // another billing may have written the same of a license of its own
    const read = row.parentItem ? null : await modules.vendor.read(modules.itemtype, row.id);
    const parent = row.parentItem || read?.parentItem || marks.license;
    if (parent === marks.license) return row;
  }
  for (const row of ofKind) {
    if (row.parentItem !== undefined && row.pricelist !== '') {
      if (row.parentItem === marks.license) return row;
      continue;
    }
    const module = await modules.vendor.read(modules.itemtype, row.id);
    const isIt =
      module?.parentItem === marks.license &&
      module.pricelist === marks.pricelist &&
      module.status !== 'deleted';
    if (isIt) return module;
  }
  return null;
}
