import { copyFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { open } from '../../src/operations/licenses/open.ts';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';

test('a run of cron knows by its counter that the state file was put back, before it writes that counter itself', async () => {
  const world = aWorld();
  await cron(world.ctx);
  const kept = `${world.state.file}.kept`;
  copyFileSync(world.state.file, kept);
  copyFileSync(`${world.state.file}-wal`, `${kept}-wal`);
  const service = world.order();
  await open(world.ctx, world.asked(service, 'open'));
  await cron(world.ctx);
  const { counter } = await world.ctx.journal.installation();

  world.state.file = kept;
  const ctx = world.restart();
  expect((await ctx.journal.installation()).counter).toBeLessThan(counter);
  await cron(ctx);
  expect((await ctx.journal.installation()).counter).toBeGreaterThanOrEqual(counter);
  // what was done since is in it again
  expect((await ctx.journal.licenseOf(service.id))?.licenseId).toBe(
    service.params.get('license_id'),
  );
});
