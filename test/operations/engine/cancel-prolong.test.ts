import { expect, test } from 'vitest';
import { cancelProlong } from '../../../src/operations/engine/cancel-prolong.ts';
import { aWorld } from '../../support/a-world.ts';
import { byHand, opened } from '../../support/service.ts';

test('nothing is undone, and nobody is asked', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  const before = { ...service, end: license.expiredate };
  await cancelProlong(world.ctx, byHand(service));
  expect({ ...service, end: license.expiredate }).toEqual(before);
  expect([...world.script.requests, ...world.script.calls]).toEqual([]);
  expect(world.log.join()).toContain(`service ${service.id}: renewal cancelled`);
});
