import { doc, type El, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireNumber } from './items.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** A value of a resource that is a choice. */
interface EnumerationItem {
  readonly id: number;
  readonly enumeration: number;
  readonly intname: string;
  readonly name: string;
}

/** `enumerationitem.edit elid=ID` */
export function enumerationItemForm({ store }: BillingWorld, call: BillingCall): El {
  const id = requireNumber(call, 'elid');
  const row = store.get<EnumerationItem>('SELECT * FROM enumerationitem WHERE id = ?', id);
  if (!row) throw new PanelError('missed', 'elid', String(id));
  return doc(fields({ elid: id, ...row }));
}

/** An enumeration with (at least) these values, by internal names; answers its id. */
export function addEnumeration(
  { store }: BillingWorld,
  intname: string,
  values: readonly string[],
): number {
  const known = store.get<{ id: number }>('SELECT id FROM enumeration WHERE intname = ?', intname);
  const enumeration = known?.id ?? store.insert('enumeration', { intname, name: intname });
  for (const value of values)
    store.run(
      'INSERT OR IGNORE INTO enumerationitem (enumeration, intname, name) VALUES (?, ?, ?)',
      enumeration,
      value,
      value,
    );
  return enumeration;
}

/** The id of a value of an enumeration. Throws an Error. */
export function enumerationItemId(
  { store }: BillingWorld,
  enumeration: number | null,
  intname: string,
): number {
  const found = store.get<{ id: number }>(
    'SELECT id FROM enumerationitem WHERE enumeration = ? AND intname = ?',
    enumeration,
    intname,
  );
  if (!found) throw new Error(`there is no "${intname}" to choose`);
  return found.id;
}
