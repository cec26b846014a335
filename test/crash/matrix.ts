import { rmSync } from 'node:fs';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { canTrace, journalPoints, killing, recording } from './journal-trace.ts';
import { type Lab, letTimePass, retryStanding, type Scenario } from './lab.ts';
import { callPoints, type Point } from './points.ts';
import { differences, worldLines } from './world.ts';

export interface Verdict {
  readonly point: Point;
  /** How the end state differs from the clean run's; empty: not at all. */
  readonly differences: readonly string[];
}

/** A scenario set up, run cleanly once, ready to be run again with somebody killing the process. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly lab: Lab;
  readonly items: readonly number[];
  readonly points: readonly Point[];
  readonly clean: CleanEnd;
  /** By what was prepared. */
  readonly chargesBefore: number;
}

/** The end state of the clean run: when BILLmanager has been told, and after cron. */
export interface CleanEnd {
  readonly told: readonly string[];
  readonly settled: readonly string[];
}

/**
 * Goes on after a crash as the world would, and compares with the clean run. BILLmanager's own
 * retries must do in the end; only what it no longer asks for, having been told already, is left to
 * cron.
 */
export async function goOn(
  box: Sandbox,
  ready: Pick<Prepared, 'scenario' | 'lab' | 'items' | 'chargesBefore'>,
  differ: (which: keyof CleanEnd, found: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  const { scenario, lab, items } = ready;
  await retryStanding(box);
  const wasAsked = scenario.dialect === 'classic' && (await settleByHand(box, ready.chargesBefore));
  const lines = async (): Promise<readonly string[]> => {
    const all = await worldLines(box, lab.stateFile);
    return wasAsked ? all.filter(line => !line.startsWith('task: ')) : all;
  };
  if (differ('told', await lines()).length === 0) return [];
  await letTimePass(box, scenario, items);
  return differ('settled', await lines());
}

/**
 * An order that could not be found by a remoteid is sent once, so a person is asked where it never
 * arrived: they look at the vendor, say that there is none, and set the operation going again. The
 * task stays. False: nobody was asked.
 */
async function settleByHand(box: Sandbox, chargesBefore: number): Promise<boolean> {
  const { stdout } = await box.runModule(['operations', '--state', 'open', '--json']);
  const open = JSON.parse(stdout || '[]') as {
    readonly id: number;
    readonly outcome: { readonly fault?: string } | null;
  }[];
  const unsettled = open.filter(({ outcome }) => outcome?.fault === 'charge_unsettled');
  if (unsettled.length === 0 || box.charges().length > chargesBefore) return false;
  for (const { id } of unsettled) await box.runModule(['resolve', String(id), '--none', '--yes']);
  box.billing.store.run('UPDATE runningoperation SET manual = 0');
  await retryStanding(box);
  return true;
}

/**
 * Sets a scenario up and runs it cleanly through the compiled executable, recording its calls and
 * commits.
 */
export async function prepared(lab: Lab, scenario: Scenario): Promise<Prepared> {
  const items = await lab.prepare(scenario);
  const box = await lab.fresh();
  const trace = `${lab.root}.trace`;
  const hand = canTrace ? lab.behind(recording(lab.stateFile, trace)) : box;
  try {
    box.clearCalls();
    const chargesBefore = box.charges().length;
    await scenario.act(hand, items);
    const points = [...callPoints(box), ...(canTrace ? journalPoints(trace) : [])];
    await retryStanding(box);
    const told = await worldLines(box, lab.stateFile);
    await letTimePass(box, scenario, items);
    const clean = { told, settled: await worldLines(box, lab.stateFile) };
    return { scenario, lab, items, points, clean, chargesBefore };
  } finally {
    if (hand !== box) hand.dispose();
    await box.close();
    rmSync(trace, { force: true });
  }
}

/** The clean run again with a kill at one point, and what comes after a crash. */
export async function strike(ready: Prepared, point: Point): Promise<Verdict> {
  const { scenario, lab, items, clean } = ready;
  const box = await lab.fresh();
  try {
    box.clearCalls();
    const run = await killed(box, lab, scenario, items, point);
    box.clearFaults();
    if (run.signal !== 'SIGKILL')
      return { point, differences: [`the process was not killed: ${run.stderr}`] };
    const differ = (which: keyof CleanEnd, found: readonly string[]) =>
      differences(clean[which], found);
    return { point, differences: await goOn(box, ready, differ) };
  } finally {
    await box.close();
  }
}

async function killed(
  box: Sandbox,
  lab: Lab,
  scenario: Scenario,
  items: readonly number[],
  point: Point,
) {
  if (point.on !== 'journal') {
    box.addFault({ side: point.on, func: '*', action: `kill-${point.phase}`, nth: point.nth });
    return scenario.act(box, items);
  }
  const hand = lab.behind(killing(lab.stateFile, point));
  try {
    return await scenario.act(hand, items);
  } finally {
    hand.dispose();
  }
}

/** A scenario's points, each run; `choose` takes those that are wanted. */
export async function runMatrix(
  lab: Lab,
  scenario: Scenario,
  choose: (points: readonly Point[]) => readonly Point[] = points => points,
): Promise<readonly Verdict[]> {
  const ready = await prepared(lab, scenario);
  const verdicts: Verdict[] = [];
  for (const point of choose(ready.points)) verdicts.push(await strike(ready, point));
  return verdicts;
}

/** Violations with all that differs, for people. */
export function violationsOf(verdicts: readonly Verdict[]): readonly string[] {
  return verdicts
    .filter(each => each.differences.length > 0)
    .map(({ point, differences: lines }) => `killed ${point.label}:\n    ${lines.join('\n    ')}`);
}
