import { describe, expect, test } from 'vitest';
import { isReady, waitUntilReady } from '../../../../src/operations/licenses/license/ready.ts';
import { PRODUCT_TYPES } from '../../../../src/vendor/product-types.ts';
import { aWorld } from '../../../support/a-world.ts';
import { targetFor } from '../../../support/service.ts';

async function preparing(seconds: number) {
  const world = aWorld();
  const target = await targetFor(world.ctx, world.order());
  const license = world.sold({ status: 'processing', lickey: '' });
  Object.assign(license, { readyAt: world.timeline.now + seconds * 1000 });
  world.script.requests.length = 0;
  const read = () => world.vendor.read(license.id);
  return { ...world, target, license, read };
}

describe('a license is ready', () => {
  test.each([
    ['active', 'KEY', true],
    ['suspended', 'KEY', true],
    [null, 'KEY', true],
    ['active', '', false],
    ['processing', 'KEY', false],
    ['ordered', 'KEY', false],
  ] as const)('with status %s and key "%s": %s', async (status, lickey, is) => {
    const { target, read } = await preparing(0);
    const license = read();
    if (license === null) throw new Error('there is no license');
    expect(isReady(target, { ...license, status, lickey })).toBe(is);
    const keyless = { ...target, type: PRODUCT_TYPES.addition };
    expect(isReady(keyless, { ...license, status, lickey })).toBe(is || status === 'active');
  });
});

describe('waiting for it', () => {
  test('ends as soon as it is ready', async () => {
    const { ctx, target, license, script } = await preparing(3);
    expect(await waitUntilReady(ctx, target, license.id, null)).toMatchObject({ status: 'active' });
    expect(script.requests.length).toBeLessThanOrEqual(4);
  });

  test('ends with key_wait, and the last reading tells how it stands', async () => {
    const { ctx, target, license, timeline } = await preparing(900);
    const began = timeline.now;
    const now = await waitUntilReady(ctx, target, license.id, null);
    expect(now.status).toBe('processing');
    expect(timeline.now - began).toBeLessThanOrEqual(5500);
  });

  test('asks nothing when what was read just now is ready', async () => {
    const { ctx, target, license, script, read } = await preparing(0);
    await waitUntilReady(ctx, target, license.id, read());
    expect(script.requests).toEqual([]);
  });

  test('is over when it is gone', async () => {
    const { ctx, target, vendor, license } = await preparing(900);
    vendor.licenses.clear();
    await expect(waitUntilReady(ctx, target, license.id, null)).rejects.toMatchObject({
      type: 'license_gone',
    });
  });
});
