import { describe, expect, test } from 'vitest';
import {
  isOutsideSuspension,
  noteOutsideSuspension,
} from '../../../src/operations/engine/outside-suspension.ts';
import { suspend } from '../../../src/operations/licenses/suspend.ts';
import { aWorld } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

async function active() {
  const world = aWorld();
  const { service, license } = await opened(world);
  return { ...world, service, license, call: world.asked(service, 'suspend') };
}

describe('suspending', () => {
  test('suspends the license, tells BILLmanager, and notes what was told', async () => {
    const { ctx, service, license, billmanager, call } = await active();
    await suspend(ctx, call);
    expect([license.status, service.status]).toEqual(['suspended', 'suspended']);
    expect(billmanager.operations.size).toBe(0);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({ status: 'suspended' });
  });

  test('finds a license that is suspended already, and sends nothing', async () => {
    const { ctx, license, service, script, call } = await active();
    license.status = 'suspended';
    await suspend(ctx, call);
    expect(script.requests).not.toContain('suspend');
    expect(service.status).toBe('suspended');
  });

  test('of a service that was closed meanwhile is done', async () => {
    const { ctx, service, billmanager, script, call } = await active();
    service.status = 'deleted';
    await suspend(ctx, call);
    expect(script.requests).toEqual([]);
    expect(billmanager.operations.size).toBe(0);
  });

  test('makes the suspension BILLmanager’s own', async () => {
    const { ctx, service, call } = await active();
    await noteOutsideSuspension(ctx, service.id);
    await suspend(ctx, call);
    expect(await isOutsideSuspension(ctx, service.id)).toBe(false);
  });

  test('that is withdrawn before it was sent suspends nothing', async () => {
    const { ctx, license, service, script, restart, call } = await active();
    script.wire('suspend', 'lost');
    await expect(suspend(ctx, call)).rejects.toMatchObject({ kind: 'unknown' });
    const again = restart();
    await noteOutsideSuspension(again, service.id);
    await expect(suspend(again, { ...call, withdrawn: true })).rejects.toMatchObject({
      type: 'operation_withdrawn',
    });
    expect(license.status).toBe('active');
    expect(await isOutsideSuspension(again, service.id)).toBe(true);
  });

  test('whose answer killed the process is not sent again', async () => {
    const { ctx, license, script, killed, restart, call } = await active();
    script.wire('suspend', 'killed');
    await killed(() => suspend(ctx, call));
    await suspend(restart(), call);
    expect(license.status).toBe('suspended');
    expect(script.requests.filter(each => each === 'suspend')).toHaveLength(1);
  });

  test('waits for a license that the vendor still prepares', async () => {
    const { ctx, license, call } = await active();
    license.status = 'processing';
    Object.assign(license, { lickey: 'KEY' });
    await expect(suspend(ctx, call)).rejects.toMatchObject({ type: 'license_preparing' });
  });

  test('touches nothing that is somebody else’s', async () => {
    const { ctx, license, call } = await active();
    license.remoteid = '999';
    await expect(suspend(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('active');
  });
});
