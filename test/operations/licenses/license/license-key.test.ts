import { describe, expect, test } from 'vitest';
import { requireOwnKey } from '../../../../src/operations/licenses/license/license-key.ts';
import { open } from '../../../../src/operations/licenses/open.ts';
import { syncItem } from '../../../../src/operations/licenses/sync-item.ts';
import { aWorld } from '../../../support/a-world.ts';
import { byHand, opened } from '../../../support/service.ts';

const OF = { id: '700001', itemtype: 'soft' } as const;

describe('a license key', () => {
  test.each(['', '700001-AB12CD', 'SBXKEY-7D866D821A66', '700001', 'x'.repeat(256)])(
    'may be %j',
    lickey => {
      expect(() => requireOwnKey({ ...OF, lickey })).not.toThrow();
    },
  );

  test.each([
    ['700002-AB12CD', 'license 700001: its key is that of license 700002'],
    ['7-AB12CD', 'license 700001: its key is that of license 7'],
    ['AAA\nelid=1\nBBB', 'license 700001: its key is none (14 characters)'],
    ['K\u009b31m', 'license 700001: its key is none (5 characters)'],
    ['AB CD', 'license 700001: its key is none (5 characters)'],
    ['x'.repeat(257), 'license 700001: its key is none (257 characters)'],
  ])('is none of the license, passing: %j', (lickey, value) => {
    expect(() => requireOwnKey({ ...OF, lickey })).toThrow(
      expect.objectContaining({ type: 'upstream_answer_bad', kind: 'passing', value }),
    );
  });

  test('of another license activates nothing, pays nothing and is not kept', async () => {
    const { ctx, order, asked, lies, service, charges } = await mixedUp();
    const another = order();
    const call = asked(another, 'open');
    await expect(open(ctx, call)).rejects.toMatchObject({ type: 'upstream_answer_bad' });
    expect(another.status).toBe('ordered');
    expect(another.params.has('lickey')).toBe(false);
    const before = service.params.get('lickey');
    await expect(syncItem(ctx, byHand(service))).rejects.toMatchObject({
      type: 'upstream_answer_bad',
    });
    expect(service.params.get('lickey')).toBe(before);
    delete lies.vendor.read;
    await open(ctx, call);
    expect(another.status).toBe('active');
    expect(charges).toHaveLength(1);
  });
});

/** A vendor whose forms carry the key of another license. */
async function mixedUp() {
  const world = aWorld();
  const { service } = await opened(world);
  const { vendor } = await world.ctx.vendor({
    url: '',
    username: '',
    password: '',
    params: new Map(),
  });
  world.lies.vendor.read = async (itemtype, id) => {
    const license = await vendor.read(itemtype, id);
    return license && { ...license, lickey: '999999-KEY' };
  };
  return { ...world, service };
}
