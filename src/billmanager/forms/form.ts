import { Fault } from '../../base/fault.ts';
import type { Manager } from '../../manager-api/manager.ts';
import { type Fields, fieldsOf } from './fields.ts';

/**
 * Whose form was answered: the asked object's, one that names no object, or (never to be trusted)
 * another one's.
 */
type FormOwner = 'asked' | 'nobody' | 'another';

/**
 * A form says under `elid`, `id` or both whose it is; one that differs is enough not to be the
 * asked one.
 */
export function formOwner(fields: Fields, elid: string): FormOwner {
  const named = [fields.get('elid') ?? '', fields.get('id') ?? ''].filter(id => id !== '');
  if (named.length === 0) return 'nobody';
  return named.every(id => id === elid) ? 'asked' : 'another';
}

/**
 * Reads the form `FUNC elid=ELID`. Throws BillingRefused (`missed` when there is no such object),
 * and `billing_unreachable` when the answer is not the asked object's form.
 */
export async function readForm(manager: Manager, func: string, elid: string): Promise<Fields> {
  const fields = fieldsOf(await manager.call(func, { elid }, { kind: 'read' }));
  if (formOwner(fields, elid) !== 'asked') throw new WrongForm(func, elid);
  return fields;
}

/**
 * The answer is a form, but not the asked object's: passing, as nothing is known of that object by
 * it.
 */
export class WrongForm extends Fault {
  constructor(func: string, elid: string) {
    super('billing_unreachable', { object: func, value: `the answer is not about ${elid}` });
  }
}
