import { describe, expect, test } from 'vitest';
import { noteOutsideSuspension } from '../../../src/operations/engine/outside-suspension.ts';
import { isBehind, renew } from '../../../src/operations/licenses/renew.ts';
import { aWorld, day } from '../../support/a-world.ts';
import { cron } from '../../support/cron.ts';
import { byHand, opened } from '../../support/service.ts';

/** A service paid until 10 June, whose license ends in April. */
async function behind() {
  const world = aWorld();
  const { service, license } = await opened(world);
  service.expiredate = day('2027-06-10');
  return { ...world, service, license, due: byHand(service) };
}

describe('checkevent renews a license that ends before its service', () => {
  test('by one term; what is missing then falls due later', async () => {
    const { ctx, license, service, charges, due } = await behind();
    expect(await renew(ctx, due)).toBe(true);
    expect(charges).toEqual([`prolong ${license.id} beyond 2027-04-10`]);
    expect(service.params.get('license_expiredate')).toBe('2027-05-10');
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ expiredate: '2027-05-10' });
  });

  test('not when two clocks differ by a day, nor when it is suspended here', async () => {
    const { ctx, service, charges, due } = await behind();
    service.expiredate = day('2027-04-11');
    expect(await renew(ctx, due)).toBe(false);
    service.expiredate = day('2027-06-10');
    service.status = 'suspended';
    expect(await renew(ctx, due)).toBe(false);
    expect(charges).toEqual([]);
    expect(await ctx.journal.operations({ command: 'renew' })).toEqual([]);
  });

  test('not while a renewal that BILLmanager asked for is under way', async () => {
    const { ctx, service, charges, due } = await behind();
    const key = { command: 'prolong', item: service.id, runningOperation: '900' };
    await ctx.journal.begin(key, '7', {});
    expect(await renew(ctx, due)).toBe(false);
    expect(charges).toEqual([]);
  });

  test('once, when the process is killed while the request is on its way', async () => {
    const { ctx, license, charges, script, killed, restart, due } = await behind();
    script.wire('prolong', 'killed');
    await killed(() => renew(ctx, due));
    expect(await renew(restart(), due)).toBe(true);
    expect(charges).toHaveLength(1);
    expect(license.expiredate).toBe('2027-05-10');
  });

  test('no more, when the service was closed to it meanwhile: what did not happen is left', async () => {
    const { ctx, service, charges, script, restart, due, timeline } = await behind();
    script.wire('prolong', 'lost');
    await expect(renew(ctx, due)).rejects.toMatchObject({ kind: 'unknown' });
    service.status = 'suspended';
    await timeline.pause(5 * 60_000);
    const again = restart();
    await expect(renew(again, due)).rejects.toMatchObject({ type: 'operation_withdrawn' });
    expect(charges).toEqual([]);
    expect(await again.journal.operations({ command: 'renew' })).toMatchObject([
      { state: 'failed' },
    ]);
  });

  test('and resumes what ran out while its service is active', async () => {
    const { ctx, license, timeline, due } = await behind();
    timeline.now = Date.parse('2027-04-12T12:00:00Z');
    license.status = 'suspended';
    await renew(ctx, due);
    expect(license.status).toBe('active');
  });

  test('also where the vendor’s suspension has come over, and then checkevent tells of it', async () => {
    const { ctx, service, license, timeline, due, restart } = await behind();
    timeline.now = Date.parse('2027-04-12T12:00:00Z');
    license.status = 'suspended';
    await noteOutsideSuspension(ctx, service.id);
    service.status = 'suspended';
    expect(await renew(ctx, due)).toBe(true);
    expect([license.status, license.expiredate]).toEqual(['active', '2027-05-10']);
    await cron(restart());
    expect(service.status).toBe('active');
  });

  test('not what the vendor has suspended for another reason', async () => {
    const { ctx, license, due } = await behind();
    license.status = 'suspended';
    await renew(ctx, due);
    expect(license.status).toBe('suspended');
  });

  test('but nothing that is somebody else’s, and nothing that is gone', async () => {
    const { ctx, license, charges, due } = await behind();
    license.remoteid = '999';
    await expect(renew(ctx, due)).rejects.toMatchObject({ type: 'license_foreign' });
    license.status = 'deleted';
    expect(await renew(ctx, due)).toBe(false);
    expect(charges).toEqual([]);
  });

  test('nor in maintenance', async () => {
    const { ctx, state, charges, due } = await behind();
    state.maintenance = true;
    await expect(renew(ctx, due)).rejects.toMatchObject({ type: 'maintenance' });
    expect(charges).toEqual([]);
    expect(await ctx.journal.operations({ command: 'renew' })).toEqual([]);
  });
});

test.each([
  ['2027-04-10', '2027-04-11', false],
  ['2027-04-10', '2027-04-12', true],
  ['2027-04-10', '2027-03-01', false],
])('a license until %s is behind a service until %s: %s', (license, service, is) => {
  expect(isBehind(day(license), day(service))).toBe(is);
  expect(isBehind(null, day(service))).toBe(false);
  expect(isBehind(day(license), null)).toBe(false);
});
