import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { opened } from '../support/service.ts';

/** A service whose license carries no remoteid, and a state file that was lost. */
async function lost(remoteid = '') {
  const world = aWorld();
  const { service, license } = await opened(world);
  await cron(world.ctx);
  license.remoteid = remoteid;
  world.state.file = `${world.state.file}.new`;
  await world.ctx.journal.dispose();
  rmSync(world.state.file, { force: true });
  const ctx = world.restart();
  await ctx.journal.changeInstallation({ catchingUp: 'rebuilt' });
  return { ...world, ctx, service, license };
}

describe('a state file that was lost', () => {
  test('learns from the services the licenses that no remoteid tells of', async () => {
    const { ctx, service, license, restart } = await lost();
    license.status = 'suspended';
    await cron(ctx);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      licenseId: license.id,
      source: 'service',
    });
    await cron(restart());
    expect(service.status).toBe('suspended');
  });

  test('tells one that carries somebody else’s mark, for as long as it does', async () => {
    const { ctx, service, license, billmanager, restart } = await lost('of the client');
    const problem = `cpbillmgr_license_foreign ${service.id}`;
    expect((await cron(ctx)).troubles).toHaveLength(1);
    for (let run = 1; run <= 3; run++) {
      expect((await cron(restart())).troubles).toEqual([]);
      expect([...billmanager.problems]).toEqual([problem]);
    }
    license.remoteid = '';
    await cron(restart());
    expect([...billmanager.problems]).toEqual([]);
  });

  test('clears what its predecessor had told and is no longer so', async () => {
    const { ctx, billmanager, restart } = await lost();
    billmanager.problems.add('cpbillmgr_license_gone 999');
    billmanager.problems.add('somebody_elses 999');
    await cron(ctx);
    await cron(restart());
    expect([...billmanager.problems]).toEqual(['somebody_elses 999']);
  });
});
