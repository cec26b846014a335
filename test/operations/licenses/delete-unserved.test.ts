import { describe, expect, test } from 'vitest';
import { deleteUnserved } from '../../../src/operations/licenses/delete-unserved.ts';
import { aWorld } from '../../support/a-world.ts';
import { MODULE } from '../../support/billmanager-rows.ts';
import { MARK, markedFor } from '../../support/remoteid.ts';
import { opened, targetFor } from '../../support/service.ts';

/** A service with its license, and a second license that stands at the vendor. */
async function second(remoteid: (item: string) => string) {
  const world = aWorld();
  const { service, license } = await opened(world);
  const other = world.sold({ remoteid: remoteid(service.id) });
  const target = await targetFor(world.ctx, service);
  const remove = async (id = other.id, item = service.id, ctx = world.ctx) => {
    const { vendor } = await ctx.vendor(await ctx.billmanager.module(MODULE));
    await deleteUnserved(ctx, { ...target, vendor, licenseId: id, item });
  };
  return { ...world, service, license, other, remove };
}

describe('by a person’s word a license is deleted', () => {
  test('that is its service’s second one, once', async () => {
    const { other, remove, script } = await second(markedFor);
    await remove();
    expect(other.status).toBe('deleted');
    script.requests.length = 0;
    await remove();
    expect(script.requests).not.toContain('delete');
  });

  test('whose service is closed, and the ledger knows', async () => {
    const { ctx, service, license, remove } = await second(markedFor);
    service.status = 'deleted';
    await remove(license.id);
    expect(license.status).toBe('deleted');
    expect(await ctx.journal.licenses({ licenseIds: [license.id] })).toMatchObject([
      { state: 'ended', status: 'deleted' },
    ]);
  });

  test.each(['killed', 'unanswered', 'lost'] as const)(
    'also where the process or the answer got lost (%s) on the way',
    async fate => {
      const { ctx, service, license, remove, script, killed, restart } = await second(markedFor);
      service.status = 'deleted';
      script.wire('delete', fate);
      if (fate === 'killed') await killed(() => remove(license.id));
      else await expect(remove(license.id)).rejects.toMatchObject({ kind: 'unknown' });
      const next = fate === 'killed' ? restart() : ctx;
      await next.clock.sleep(60_000);
      await remove(license.id, service.id, next);
      expect(license.status).toBe('deleted');
      expect(await next.journal.licenses({ licenseIds: [license.id] })).toMatchObject([
        { state: 'ended' },
      ]);
    },
  );

  test('not the one that serves', async () => {
    const { license, remove } = await second(markedFor);
    await expect(remove(license.id)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('active');
  });

  test('not one that another service names: it was given to another client', async () => {
    const { order, billmanager, service, license, remove } = await second(markedFor);
    const copy = order({ account: '9' });
    copy.params.set('license_id', license.id);
    billmanager.services.delete(service.id);
    await expect(remove(license.id)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('active');
  });

  test.each<[string, (item: string) => string]>([
    ['another billing’s', item => `zzzzz-${item}-ab2c`],
    ['a bare number', item => item],
    ['nobody’s', () => ''],
    ['another service’s', () => `${MARK}-999999-ab2c`],
  ])('not one that is %s', async (_, remoteid) => {
    const { other, remove } = await second(remoteid);
    await expect(remove()).rejects.toMatchObject({ type: 'license_foreign' });
    expect(other.status).toBe('active');
  });
});
