import { expect, test } from 'vitest';
import { addMonths } from '../../src/base/dates.ts';
import { open } from '../../src/operations/licenses/open.ts';
import { prolong } from '../../src/operations/licenses/prolong.ts';
import { aWorld, TODAY } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';
import { start } from '../support/start.ts';

test('a renewal in doubt of a license that is gone is looked for until the last look is over', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  await cron(world.ctx);
  service.expiredate = addMonths(service.expiredate ?? TODAY, 1);
  const call = world.asked(service, 'prolong');
  world.script.wire('prolong', 'lost');
  await start(world.restart(), 'prolong', prolong, call);
  world.vendor.setStatus(license.id, 'deleted');
  world.timeline.now += 600_000;
  await start(world.restart(), 'prolong', prolong, call);
  await cron(world.restart());
  const ctx = world.restart();
  const attempts = async () =>
    (await ctx.journal.operations({ command: 'prolong' })).map(each => each.attempts);
  const before = await attempts();
  world.timeline.now += 600_000;
  await cron(ctx);
  expect(await attempts()).toEqual(before);
  expect(await ctx.journal.operations({ command: 'prolong' })).toMatchObject([
    { state: 'open', outcome: { fault: 'license_gone' } },
  ]);
});

test.each(['lost', 'unanswered'] as const)(
  'an order in doubt (%s) of a service that was closed is looked for, and ends',
  async fate => {
    const world = aWorld();
    const service = world.order();
    world.script.wire('order', fate);
    await start(world.ctx, 'open', open, world.asked(service, 'open'));
    service.status = 'deleted';
    world.billmanager.operations.clear();
    world.timeline.now += 600_000;
    await cron(world.restart());
    const ctx = world.restart();
    expect(await ctx.journal.operations({ states: ['open', 'waiting'] })).toEqual([]);
    expect(world.charges).toHaveLength(fate === 'lost' ? 0 : 1);
  },
);
