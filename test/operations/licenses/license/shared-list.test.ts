import { expect, test } from 'vitest';
import { Fault } from '../../../../src/base/fault.ts';
import { sharedList } from '../../../../src/operations/licenses/license/shared-list.ts';
import { aWorld } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

const MINUTE = 60_000;

async function listing() {
  const world = aWorld();
  const { ctx, timeline, script, sold, order } = world;
  sold({ remoteid: '999' });
  const target = await targetFor(ctx, order());
  const ago = (minutes: number) => ({ boot: 'boot', uptimeMs: timeline.now - minutes * MINUTE });
  const read = async (minutes: number | null) => {
    script.requests.length = 0;
    const rows = await sharedList(ctx, target, minutes === null ? null : ago(minutes));
    return { rows: rows.length, isRead: script.requests.includes('list') };
  };
  return { ...world, read };
}

test('many that were sent long enough before are looked for by one reading', async () => {
  const { read, timeline } = await listing();
  expect(await read(6)).toEqual({ rows: 1, isRead: true });
  for (let order = 1; order <= 20; order++)
    expect(await read(6 + order)).toEqual({ rows: 1, isRead: false });
  await timeline.pause(11 * MINUTE);
  expect(await read(30)).toEqual({ rows: 1, isRead: true });
});

test('what was sent lately, or at a time that nobody knows, has a reading of its own', async () => {
  const { read } = await listing();
  await read(6);
  expect(await read(1)).toMatchObject({ isRead: true });
  expect(await read(null)).toMatchObject({ isRead: true });
});

test('a reading that failed serves nobody', async () => {
  const { ctx, lies, order } = await listing();
  lies.vendor.listPage = async () => {
    throw new Fault('upstream_unreachable');
  };
  const lying = await targetFor(ctx, order());
  const sent = { boot: 'another', uptimeMs: 0 };
  await expect(sharedList(ctx, lying, sent)).rejects.toMatchObject({
    type: 'upstream_unreachable',
  });
  delete lies.vendor.listPage;
  const honest = await targetFor(ctx, { id: lying.item });
  expect(await sharedList(ctx, honest, sent)).toHaveLength(1);
});
