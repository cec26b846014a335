import { expect, test } from 'vitest';
import { aWorld } from '../support/a-world.ts';
import { cron } from '../support/cron.ts';
import { markedFor } from '../support/remoteid.ts';
import { opened } from '../support/service.ts';

/** A license as version 0.1.0 has left it. */
async function bare() {
  const world = aWorld();
  const { service, license } = await opened(world);
  license.remoteid = service.id;
  const row = await world.ctx.journal.licenseOf(service.id);
  await world.ctx.journal.write([{ update: row?.id ?? 0, change: { remoteid: '' } }]);
  return { ...world, service, license };
}

const rowOf = async (world: Awaited<ReturnType<typeof bare>>) =>
  world.restart().journal.licenseOf(world.service.id);

test('a license that carries a bare number gets our mark, and what stood there is noted', async () => {
  const world = await bare();
  await cron(world.ctx);
  expect(world.license.remoteid).toBe(markedFor(world.service.id));
  expect(await rowOf(world)).toMatchObject({
    remoteid: markedFor(world.service.id),
    remoteidBefore: world.service.id,
  });
  world.script.requests.length = 0;
  await cron(world.restart());
  expect(world.script.requests).not.toContain('change');
});

test('a run that dies behind the change is finished by the next', async () => {
  const world = await bare();
  world.script.wire('change', 'killed');
  await world.killed(() => cron(world.ctx));
  await cron(world.restart());
  expect(world.license.remoteid).toBe(markedFor(world.service.id));
  expect(await rowOf(world)).toMatchObject({
    remoteid: markedFor(world.service.id),
    remoteidBefore: world.service.id,
  });
});

test('a vendor that does not keep it is told once, and asked no further', async () => {
  const world = await bare();
  world.lies.vendor.change = async () => {};
  await cron(world.restart());
  expect([...world.billmanager.problems].join()).toContain('cpbillmgr_remoteid_not_kept');
  expect(world.license.remoteid).toBe(world.service.id);
  expect(await rowOf(world)).toMatchObject({ remoteid: '' });
  world.script.requests.length = 0;
  await cron(world.restart());
  expect(world.script.requests).not.toContain('edit');
});

test('somebody else’s license is not marked', async () => {
  const world = await bare();
  world.license.remoteid = 'l117';
  await cron(world.ctx);
  expect(world.license.remoteid).toBe('l117');
});

test('a license that a new state file knows by its service alone is carried over, too', async () => {
  const world = await bare();
  world.state.file = `${world.state.file}.new`;
  await cron(world.restart());
  expect(world.license.remoteid).toBe(markedFor(world.service.id));
  expect(await rowOf(world)).toMatchObject({
    source: 'service',
    remoteid: markedFor(world.service.id),
    remoteidBefore: world.service.id,
  });
});
