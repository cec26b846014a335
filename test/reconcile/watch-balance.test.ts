import { expect, test } from 'vitest';
import { Fault, type FaultType } from '../../src/base/fault.ts';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

test.each<[FaultType, number]>([
  // the login may not see it: asked for again an hour later
  ['upstream_access', 1],
  ['not_sold_here', 1],
  // nobody knows why: the next run asks again
  ['upstream_refused', 2],
  ['upstream_unreachable', 2],
])(
  'a balance that is not told because of %s is asked for %i times in two runs',
  async (type, times) => {
    const world = aWorld();
    await opened(world);
    let asked = 0;
    world.lies.vendor.balance = async () => {
      asked += 1;
      throw new Fault(type, {});
    };
    const report = await cron(world.ctx);
    world.timeline.now += 300_000;
    await cron(world.restart());
    expect(asked).toBe(times);
    expect(report.troubles).toEqual([]);
  },
);
