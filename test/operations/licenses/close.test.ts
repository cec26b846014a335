import { describe, expect, test } from 'vitest';
import { addMonths } from '../../../src/base/dates.ts';
import { close } from '../../../src/operations/licenses/close.ts';
import { open } from '../../../src/operations/licenses/open.ts';
import { prolong } from '../../../src/operations/licenses/prolong.ts';
import { aWorld, TODAY, type WorldOptions } from '../../support/a-world.ts';
import { MARK } from '../../support/remoteid.ts';
import { opened } from '../../support/service.ts';

const RELEASE: WorldOptions = { conf: '[preset 3541]\nclose = release\n' };

async function active(options: WorldOptions = {}) {
  const world = aWorld(options);
  const { service, license } = await opened(world);
  return { ...world, service, license, call: world.asked(service, 'close') };
}

describe('closing', () => {
  test('deletes the license, ends its row, and tells BILLmanager', async () => {
    const { ctx, service, license, billmanager, call } = await active();
    await close(ctx, call);
    expect([license.status, service.status]).toEqual(['deleted', 'deleted']);
    expect(await ctx.journal.licenseOf(service.id)).toBeNull();
    expect(billmanager.operations.size).toBe(0);
  });

  test('releases it for the next service, where the preset says so', async () => {
    const { ctx, service, license, call } = await active(RELEASE);
    await close(ctx, call);
    expect(license).toMatchObject({
      status: 'suspended',
      remoteid: `${MARK}-free-${service.id}`,
      licname: `released ${service.id}`,
    });
    expect(await ctx.journal.licenses({ state: 'released' })).toMatchObject([
      { licenseId: license.id, item: null },
    ]);
  });

  test('deletes what an opening had ordered that never heard the answer', async () => {
    const world = aWorld();
    const service = world.order();
    world.script.wire('order', 'killed');
    await world.killed(() => open(world.ctx, world.asked(service, 'open')));
    const ctx = world.restart();
    await close(ctx, world.asked(service, 'close'));
    expect([...world.vendor.licenses.values()]).toMatchObject([{ status: 'deleted' }]);
    expect(service.status).toBe('deleted');
    expect(await ctx.journal.operations({ states: ['open', 'waiting'] })).toEqual([]);
  });

  test('only suspends it at a vendor that deletes nothing', async () => {
    const { ctx, vendor, license, call } = await active();
    vendor.abilities = { ...vendor.abilities, delete: false };
    await close(ctx, call);
    expect(license.status).toBe('suspended');
    expect(await ctx.journal.licenses({ state: 'ended' })).toHaveLength(1);
  });

  test.each([
    ['deletion', {}, 'delete'],
    ['release', RELEASE, 'change'],
    ['release', RELEASE, 'suspend'],
  ])('whose %s killed the process (%j, %s) is finished', async (_, options, func) => {
    const { ctx, service, license, script, killed, restart, call } = await active(options);
    script.wire(func, 'killed');
    await killed(() => close(ctx, call));
    await close(restart(), call);
    expect(service.status).toBe('deleted');
    expect(license.status).toBe(func === 'delete' ? 'deleted' : 'suspended');
    expect(script.requests.filter(each => each === func)).toHaveLength(1);
  });

  test('leaves a license alone that was released by it and serves somebody else by now', async () => {
    const { ctx, license, script, killed, restart, call } = await active(RELEASE);
    script.billmanager('postclose', 'killed');
    await killed(() => close(ctx, call));
    Object.assign(license, { remoteid: '2000', status: 'active', licname: 'theirs' });
    await close(restart(), call);
    expect(license).toMatchObject({ remoteid: '2000', status: 'active', licname: 'theirs' });
  });

  test('without a license, or with one that is gone, is told all the same', async () => {
    const bare = aWorld();
    const service = bare.order();
    await close(bare.ctx, bare.asked(service, 'close'));
    expect(service.status).toBe('deleted');
    const { ctx, service: other, license, script, call } = await active();
    license.status = 'deleted';
    await close(ctx, call);
    expect(other.status).toBe('deleted');
    expect(script.requests).not.toContain('delete');
    expect(await ctx.journal.licenses({ state: 'ended' })).toMatchObject([{ status: 'deleted' }]);
  });

  test('ends whatever else was begun for the service and not ended', async () => {
    const { ctx, service, call } = await active();
    const key = { command: 'prolong', item: service.id, runningOperation: '900' };
    await ctx.journal.begin(key, '7', {});
    await close(ctx, call);
    expect(await ctx.journal.operations({ command: 'prolong' })).toMatchObject([
      { state: 'failed', outcome: { fault: 'operation_withdrawn' } },
    ]);
  });

  test.each([{}, RELEASE])(
    'deletes, suspends and renames nothing that is somebody else’s: %j',
    async options => {
      const { ctx, license, script, call } = await active(options);
      license.remoteid = '999';
      await expect(close(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
      expect(license).toMatchObject({ status: 'active', remoteid: '999', licname: 'shop' });
      expect(script.calls).not.toContain('postclose');
    },
  );

  test('deletes nothing that somebody else has paid further', async () => {
    const { ctx, license, call } = await active();
    license.expiredate = addMonths(license.expiredate ?? TODAY, 1);
    await expect(close(ctx, call)).rejects.toMatchObject({ type: 'license_paid_elsewhere' });
    expect(license.status).toBe('active');
  });

  test('deletes what a renewal of its own took further, whose answer nobody heard', async () => {
    const { service, license, script, killed, restart, asked, ctx } = await active();
    service.expiredate = addMonths(service.expiredate ?? TODAY, 1);
    const before = license.expiredate;
    script.wire('prolong', 'killed');
    await killed(() => prolong(ctx, asked(service, 'prolong')));
    await close(restart(), asked(service, 'close'));
    expect(license.expiredate).not.toBe(before);
    expect([license.status, service.status]).toEqual(['deleted', 'deleted']);
  });

  test('deletes what a state file that was put back has forgotten to have renewed', async () => {
    const { ctx, license, call } = await active();
    license.expiredate = addMonths(license.expiredate ?? TODAY, 1);
    await ctx.journal.changeInstallation({ catchingUp: 'put_back' });
    await close(ctx, call);
    expect(license.status).toBe('deleted');
  });

  test('does nothing in maintenance', async () => {
    const { ctx, license, state, call } = await active();
    state.maintenance = true;
    await expect(close(ctx, call)).rejects.toMatchObject({ type: 'maintenance' });
    expect(license.status).toBe('active');
  });
});
