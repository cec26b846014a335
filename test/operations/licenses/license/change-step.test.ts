import { describe, expect, test } from 'vitest';
import { changeStep } from '../../../../src/operations/licenses/license/change-step.ts';
import type { LicenseChange } from '../../../../src/vendor/vendor.ts';
import { aWorld } from '../../../support/a-world.ts';
import { opened, ownOf, runOf, targetFor } from '../../../support/service.ts';

const ADDONS: LicenseChange = { addons: new Map([['4602', 3]]) };

async function changing(change: LicenseChange) {
  const world = aWorld();
  const { service, license } = await opened(world);
  const apply = async (ctx = world.ctx, wish = change) => {
    const target = await targetFor(ctx, service);
    const own = await ownOf(ctx, target);
    return (await runOf(ctx, target, 'setparam')).step('change 1', changeStep(target, own, wish));
  };
  const sent = () => world.script.requests.filter(each => each === 'change').length;
  return { ...world, service, license, apply, sent };
}

describe('a change of a license', () => {
  test.each<[string, LicenseChange]>([
    ['address', { ip: '192.0.2.8' }],
    ['name', { licname: 'store' }],
    ['number', { remoteid: 'released-1' }],
    ['parent', { parentItem: '777' }],
    ['addons', ADDONS],
  ])('of its %s is sent once, however it is interrupted', async (_, change) => {
    const { license, apply, sent, script, killed, restart } = await changing(change);
    script.wire('change', 'killed');
    await killed(() => apply());
    await apply(restart());
    expect(license).toMatchObject(change);
    expect(sent()).toBe(1);
  });

  test('is sent again when what it wished is not to be seen', async () => {
    const { license, apply, sent, script, restart } = await changing({ licname: 'store' });
    script.wire('change', 'lost');
    await expect(apply()).rejects.toMatchObject({ kind: 'unknown' });
    await apply(restart());
    expect(license.licname).toBe('store');
    expect(sent()).toBe(2);
  });

  test('settles the wish that was noted, not a newer one', async () => {
    const { license, apply, script, restart } = await changing({ licname: 'older' });
    script.wire('change', 'lost');
    await expect(apply()).rejects.toMatchObject({ kind: 'unknown' });
    await apply(restart(), { licname: 'newer' });
    expect(license.licname).toBe('older');
  });

  test('notes address and name in the ledger, and nothing else', async () => {
    const { ctx, service, apply } = await changing({
      ip: '192.0.2.8',
      licname: 'store',
      ...ADDONS,
    });
    const before = await ctx.journal.licenseOf(service.id);
    await apply();
    const { updatedAt, ...after } = (await ctx.journal.licenseOf(service.id)) ?? {};
    expect(after).toEqual({
      ...before,
      ip: '192.0.2.8',
      licname: 'store',
      updatedAt: undefined,
    });
  });
});
