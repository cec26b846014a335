import { Fault } from '../../base/fault.ts';
import { thisMachine } from '../../journal/machine.ts';
import type { Installation, Machine } from '../../journal/records.ts';
import type { Context } from '../engine/context.ts';
import { isSameMachine, isTelling, machineText } from '../engine/known-machine.ts';
import { copiesIn, keepCopies, licenseModules, type MarkCopy } from './module-copy.ts';
import { isMark, newMark } from './remoteid.ts';
import { forgetTwins, twins } from './twin.ts';

/** Whose journal this is, and where it runs. */
export interface InstallationView extends Installation {
  readonly here: Machine;
  /** May the present machine act? */
  readonly isKnownHere: boolean;
  /** The mark as BILLmanager's modules have it, where it tells. */
  readonly copies: readonly MarkCopy[];
  /** What was seen of other installations with this mark, by vendor account. */
  readonly twins: ReadonlyMap<string, string>;
}

/** Everything that `cpbillmgr installation` shows. Changes nothing. */
export async function viewInstallation(ctx: Context): Promise<InstallationView> {
  const installation = await ctx.journal.installation();
  const here = thisMachine();
  const { machines } = installation;
  const isKnownHere =
    machines.length === 0 || !isTelling(here) || machines.some(each => isSameMachine(each, here));
  return {
    ...installation,
    here,
    isKnownHere,
    copies: await copiesIn(ctx, await licenseModules(ctx)),
    twins: await twins(ctx),
  };
}

/**
 * What a person says of this machine and its state file. moved: BILLmanager has moved here, the
 * machine before acts no more. add: both serve one BILLmanager. copy: this is a copy, with licenses
 * of its own from now on.
 */
export type Answer = 'moved' | 'add' | 'copy';

/**
 * Carries out a person's answer, and notes it. A copy gets a mark of its own: its ledger is
 * emptied, what it has begun is ended, and the original's licenses are foreign to it.
 */
export async function answer(ctx: Context, said: Answer): Promise<void> {
  const { journal, log } = ctx;
  const machine = thisMachine();
  if (said === 'copy') {
    const mark = newMark();
    await journal.becomeCopy(mark, machine);
    log.warning(`this is a copy from now on; its mark is ${mark}`);
    await keepCopies(ctx, await licenseModules(ctx));
  } else {
    await journal.changeInstallation(
      said === 'moved' ? { machine, onlyMachine: true } : { machine },
    );
    log.warning(`the machine ${machineText(machine)} acts for this installation (${said})`);
  }
  await forgetTwins(ctx);
  await journal.remember('installation answered', { said, ...machine });
}

/**
 * The mark that a person has chosen for a state file that does not know its own. Faults:
 * argument_bad for what is no mark; mark_known where the state file has another one.
 */
export async function takeMark(ctx: Context, mark: string): Promise<void> {
  if (!isMark(mark)) throw new Fault('argument_bad', { object: 'MARK', value: mark });
  const known = (await ctx.journal.installation()).mark;
  if (known !== null && known !== mark) throw new Fault('mark_known', { object: known });
  await ctx.journal.changeInstallation({ mark, machine: thisMachine(), catchingUp: 'rebuilt' });
  ctx.log.warning(`the mark ${mark} is this installation's, by a person's word`);
  await keepCopies(ctx, await licenseModules(ctx));
}
