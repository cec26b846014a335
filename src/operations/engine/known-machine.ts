import { Fault } from '../../base/fault.ts';
import { thisMachine } from '../../journal/machine.ts';
import type { Machine } from '../../journal/records.ts';
import type { Context } from './context.ts';

/**
 * A copy of a whole server would go on buying in the original's name. So the journal knows the
 * machines that may act; if it knows none yet, it enters the present one. Fault machine_unknown
 * (passing) on any other, until a person has said what it is (`cpbillmgr installation`). Where a
 * machine tells neither machine-id nor hardware there is nothing to compare.
 */
export async function requireKnownMachine(ctx: Pick<Context, 'journal' | 'log'>): Promise<void> {
  const here = thisMachine();
  if (!isTelling(here)) return;
  const { machines } = await ctx.journal.installation();
  if (machines.some(each => isSameMachine(each, here))) return;
  if (machines.length > 0) throw new Fault('machine_unknown', { object: machineText(here) });
  await ctx.journal.changeInstallation({ machine: here });
  ctx.log.info(`the machine ${machineText(here)} acts for this installation from now on`);
}

export const isTelling = ({ id, hardware }: Machine): boolean => id !== '' || hardware !== '';

/** An id that is unknown on either side is not compared. */
export function isSameMachine(a: Machine, b: Machine): boolean {
  const isSame = (one: string, other: string): boolean =>
    one === '' || other === '' || one === other;
  return isSame(a.id, b.id) && isSame(a.hardware, b.hardware);
}

/** As a person can find it: `/etc/machine-id`, and `hardware` of dmidecode. */
export const machineText = ({ id, hardware }: Machine): string =>
  [id, hardware].filter(each => each !== '').join(' / ');
