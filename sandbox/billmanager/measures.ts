import { doc, type El, fields } from '../store/document.ts';
import { PanelError } from '../store/panel-error.ts';
import { requireNumber } from './items.ts';
import type { BillingCall, BillingWorld } from './world.ts';

/** A unit that amounts are told in. */
interface Measure {
  readonly id: number;
  readonly intname: string;
  readonly name: string;
  /** The next smaller unit, and how many of those it is. */
  readonly lessmeasure: number | null;
  readonly relation: number | null;
}

/** Names of the units, each with the next smaller one. */
const MEASURES: readonly (readonly [intname: string, name: string, less?: string])[] = [
  ['unit', 'Pcs.'],
  ['mib', 'MiB', 'kib'],
  ['gib', 'GiB', 'mib'],
  ['tib', 'TiB', 'gib'],
  ['kib', 'KiB', 'byte'],
  ['byte', 'Byte'],
];
const RELATION = 1024;

export function fillMeasures({ store }: BillingWorld): void {
  for (const [intname, name] of MEASURES) store.insert('measure', { intname, name });
  for (const [intname, , less] of MEASURES) {
    if (less === undefined) continue;
    store.run(
      `UPDATE measure SET relation = ?, lessmeasure = (SELECT id FROM measure WHERE intname = ?)
       WHERE intname = ?`,
      RELATION,
      less,
      intname,
    );
  }
}

export function measureId({ store }: BillingWorld, intname: string): number {
  const found = store.get<{ id: number }>('SELECT id FROM measure WHERE intname = ?', intname);
  if (!found) throw new Error(`there is no unit "${intname}"`);
  return found.id;
}

/** `measure.edit elid=ID` */
export function measureForm({ store }: BillingWorld, call: BillingCall): El {
  const id = requireNumber(call, 'elid');
  const row = store.get<Measure>('SELECT * FROM measure WHERE id = ?', id);
  if (!row) throw new PanelError('missed', 'elid', String(id));
  return doc(fields({ elid: id, ...row }));
}
