import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { open } from '../../../src/operations/licenses/open.ts';
import { prolong } from '../../../src/operations/licenses/prolong.ts';
import {
  openDoubt,
  readWord,
  resolveDoubt,
} from '../../../src/operations/resolve/resolve-doubt.ts';
import { aWorld } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

const SIX_MINUTES = 6 * 60_000;

/** An order that the vendor carries out and hides, until nothing is sent any more. */
async function unsettled() {
  const world = aWorld();
  const { vendor } = world;
  const service = world.order();
  const hidden = new Map<string, NonNullable<ReturnType<typeof vendor.licenses.get>>>();
  world.lies.vendor.order = async request => {
    const { id } = vendor.order(request, { name: 'us', startedAt: 0 });
    const license = vendor.licenses.get(id);
    if (license) hidden.set(id, license);
    vendor.licenses.delete(id);
    throw new Fault('upstream_answer_lost', { object: 'order' });
  };
  const call = world.asked(service, 'open');
  const start = async (): Promise<string> => {
    const failed = await open(world.restart(), call).catch((error: Fault) => error.type);
    await world.timeline.pause(SIX_MINUTES);
    return failed ?? '';
  };
  for (let turn = 1; turn <= 4; turn++) await start();
  const [row] = await world.restart().journal.operations({ limit: 1 });
  const show = (id: string): void => {
    const license = hidden.get(id);
    if (license) vendor.licenses.set(id, license);
  };
  return { ...world, service, call, start, id: row?.id ?? 0, ids: [...hidden.keys()], show };
}

describe('an order that nobody could find', () => {
  test('is settled by the license that a person names, and the operation ends', async () => {
    const { restart, id, ids, show, start, service, charges } = await unsettled();
    expect([ids.length, charges.length]).toEqual([2, 2]);
    const [first = ''] = ids;
    show(first);
    const ctx = restart();
    const doubt = await openDoubt(ctx, id);
    expect(doubt).toMatchObject({ step: 'order', row: { sendings: [{}, {}] } });
    await resolveDoubt(ctx, doubt, await readWord(ctx, doubt, first));
    const [row] = await ctx.journal.operations({ limit: 1 });
    expect(row?.facts['resolved order']).toMatch(`license ${first}, 2027-03-10T`);
    expect(row?.outcome).toEqual({ resolved: `license ${first}` });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      licenseId: first,
      source: 'person',
    });
    expect(await start()).toBe('');
    expect(service.status).toBe('active');
    expect(charges).toHaveLength(2);
  });

  test('is sent anew when a person says that there is none', async () => {
    const { restart, id, lies, start, service, charges } = await unsettled();
    const ctx = restart();
    await resolveDoubt(ctx, await openDoubt(ctx, id), null);
    delete lies.vendor.order;
    expect(await start()).toBe('');
    expect(service.status).toBe('active');
    expect(charges).toHaveLength(3);
  });

  test('is not settled by a license of another service, nor by one that is not there', async () => {
    const world = await unsettled();
    const ctx = world.restart();
    delete world.lies.vendor.order;
    const { license } = await opened({ ...world, ctx });
    const doubt = await openDoubt(ctx, world.id);
    await expect(readWord(ctx, doubt, license.id)).rejects.toMatchObject({ type: 'doubt_another' });
    await expect(readWord(ctx, doubt, '999')).rejects.toMatchObject({ type: 'license_gone' });
  });

  test('is settled once, and not in maintenance', async () => {
    const { restart, id, state } = await unsettled();
    const ctx = restart();
    const doubt = await openDoubt(ctx, id);
    state.maintenance = true;
    await expect(resolveDoubt(ctx, doubt, null)).rejects.toMatchObject({ type: 'maintenance' });
    state.maintenance = false;
    await resolveDoubt(ctx, doubt, null);
    await expect(resolveDoubt(ctx, doubt, null)).rejects.toMatchObject({ type: 'doubt_missing' });
    await expect(openDoubt(ctx, 999)).rejects.toMatchObject({ type: 'doubt_missing' });
  });
});

test('a renewal is settled by its own license alone, and only when that ends later', async () => {
  const world = aWorld();
  const { service, license } = await opened(world);
  const { ctx, script, restart, timeline } = world;
  service.expiredate = license.expiredate;
  script.wire('prolong', 'lost');
  await expect(prolong(ctx, world.asked(service, 'prolong'))).rejects.toMatchObject({
    kind: 'unknown',
  });
  await timeline.pause(SIX_MINUTES);
  const again = restart();
  const [row] = await again.journal.operations({ limit: 1 });
  const doubt = await openDoubt(again, row?.id ?? 0);
  const { id } = world.sold();
  await expect(readWord(again, doubt, id)).rejects.toMatchObject({ type: 'doubt_another' });
  await expect(readWord(again, doubt, license.id)).rejects.toMatchObject({ type: 'doubt_another' });
  world.vendor.prolong(license.id, 1, null);
  expect(await readWord(again, doubt, license.id)).toMatchObject({
    result: { expiredate: '2027-05-10', before: '2027-04-10' },
  });
});
