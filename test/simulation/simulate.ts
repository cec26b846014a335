import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Driver } from './actors.ts';
import { bringToEnd } from './ending.ts';
import { happen } from './happenings.ts';
import { checkEnd } from './invariants.ts';
import type { Kind } from './kinds.ts';
import type { Plan } from './plan.ts';
import { World } from './world.ts';

export interface Outcome {
  readonly violations: readonly string[];
  /** Awaits of the code under test that were carried out. */
  readonly steps: number;
  readonly charges: number;
  /** Of them: made a second time, where the vendor hid the first. */
  readonly doubled: number;
  /** How often each kind took effect. */
  readonly kinds: ReadonlyMap<Kind, number>;
  /** How often a person was needed, by what was told. */
  readonly needed: ReadonlyMap<string, number>;
  /** What happened, line by line. */
  readonly log: readonly string[];
}

/** Above any history that comes to an end. */
const MOST_STEPS = 200_000;

/**
 * Lets a plan come to pass from its beginning to its quiet end, and says what was wrong with it.
 * The same plan always ends the same way.
 */
export async function simulate(plan: Plan): Promise<Outcome> {
  const folder = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'cpbillmgr-sim-'),
  );
  try {
    const world = new World(plan, join(folder, 'state'));
    const driver = new Driver(world);
    let at = 0;
    for (const event of plan.events) {
      at += event.gap;
      if (!plan.without.has(String(event.index)))
        world.timeline.after(at, () => happen(world, driver, event));
    }
    let isOver = false;
    world.timeline.after(at + plan.tail, () => {
      void bringToEnd(world, driver)
        .then(() => checkEnd(world))
        .catch(error =>
          world.audit.violate(`the simulation itself failed: ${error?.stack ?? error}`),
        )
        .finally(() => {
          isOver = true;
        });
    });
    const hasEnded = await world.timeline.runUntil(
      () => isOver || world.timeline.steps > MOST_STEPS,
    );
    if (!hasEnded || !isOver) world.audit.violate('it never comes to an end');
    for (const process of world.processes) process.kill();
    return {
      violations: world.audit.violations,
      steps: world.timeline.steps,
      charges: world.audit.charges,
      doubled: world.audit.doubled,
      kinds: world.kinds.counts,
      needed: world.billmanager.needed,
      log: world.log,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
