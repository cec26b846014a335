import type { Manager } from '../../manager-api/manager.ts';
import type { Measure } from '../billmanager.ts';
import { isMissed } from '../billmanager-refused.ts';
import { firstOf, integerOf } from './fields.ts';
import { readForm } from './form.ts';

/** Of units that name each other in a circle no more are read. */
const MOST_UNITS = 50;

/** A unit and those below it, each by its form `measure.edit elid=ID`. */
export async function readMeasures(manager: Manager, id: string): Promise<readonly Measure[]> {
  const units: Measure[] = [];
  let next = id;
  try {
    while (/^[1-9]\d*$/.test(next) && units.length < MOST_UNITS) {
      const fields = await readForm(manager, 'measure.edit', next);
      next = fields.get('lessmeasure') ?? '';
      const isSmallest = next === '' || next === '0';
      const relation = isSmallest ? null : integerOf(fields.get('relation'));
      units.push({ intname: firstOf(fields, 'intname', 'name'), relation });
    }
  } catch (error) {
    if (!isMissed(error)) throw error;
  }
  return units;
}
