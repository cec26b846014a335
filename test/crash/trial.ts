import type { FaultWish, ModuleRun } from '../../sandbox/sandbox.ts';
import { goOn, type Prepared } from './matrix.ts';
import { differences } from './world.ts';

export interface Trial {
  /** The first start of the module, under the first faults. */
  readonly first: ModuleRun;
  /** What BILLmanager had made of it by then. */
  readonly tasks: number;
  readonly problems: readonly string[];
  /** How the end state differs from the clean run's once the faults are gone. */
  readonly differences: readonly string[];
}

/** Lines that tell what went wrong on the way, not what came of it. */
const ON_THE_WAY = /^(?:[-+] )?problem: processingmodule_connect /;
/** A person has seen to a final fault and set the operation going again: its task stays. */
const TASK = /^(?:[-+] )?task: /;

/**
 * The clean run again, with faults: `attempts` names those of the first start, of the second and so
 * on. Then the faults end and everything goes on by itself; an operation that was left to a person
 * is set going by the person.
 */
export async function tryFaults(
  ready: Prepared,
  attempts: readonly (readonly FaultWish[])[],
): Promise<Trial> {
  const { scenario, lab, items, clean } = ready;
  const box = await lab.fresh();
  try {
    const [atFirst = [], ...later] = attempts;
    for (const fault of atFirst) box.addFault(fault);
    const first = await scenario.act(box, items);
    const tasks = box.tasks().length;
    const problems = box.problems().map(each => each.name);
    for (const faults of later) {
      box.clearFaults();
      for (const fault of faults) box.addFault(fault);
      await box.retryAll();
    }
    box.clearFaults();
    await box.setListening(true);
    box.billing.store.run('UPDATE runningoperation SET manual = 0');
    const isOutcome = (line: string): boolean =>
      !ON_THE_WAY.test(line) && !(tasks > 0 && TASK.test(line));
    const differ = (which: 'told' | 'settled', found: readonly string[]) =>
      differences(clean[which].filter(isOutcome), found.filter(isOutcome));
    return { first, tasks, problems, differences: await goOn(box, ready, differ) };
  } finally {
    await box.close();
  }
}

/** Type of the error document on standard output; '' if there is none. */
export const errorType = ({ stdout }: ModuleRun): string =>
  /<error [^>]*type="([^"]*)"/.exec(stdout)?.[1] ?? '';
