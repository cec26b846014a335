import { describe, expect, test } from 'vitest';
import { noteTwin } from '../../../src/operations/installation/twin.ts';
import { closeOrphan } from '../../../src/operations/licenses/close-orphan.ts';
import { aWorld } from '../../support/a-world.ts';
import { MODULE } from '../../support/billmanager-rows.ts';
import { MARK } from '../../support/remoteid.ts';
import { opened, targetFor } from '../../support/service.ts';
import { ACCOUNT } from '../../support/vendor-client.ts';

async function orphan() {
  const world = aWorld();
  const { service, license } = await opened(world);
  const target = await targetFor(world.ctx, service);
  const ledger = await world.ctx.journal.licenseOf(service.id);
  if (!ledger) throw new Error('it has no license');
  world.billmanager.services.delete(service.id);
  const end = async (how: 'delete' | 'release' = 'delete', ctx = world.ctx) => {
    const { vendor } = await ctx.vendor(await ctx.billmanager.module(MODULE));
    await closeOrphan(ctx, { vendor, account: target.account, mark: MARK }, ledger, how);
  };
  const operations = () => world.ctx.journal.operations({ item: service.id });
  return { ...world, service, license, ledger, end, operations };
}

describe('the license of a service that is gone', () => {
  test('is deleted by an operation of its own, and once', async () => {
    const { license, end, operations, script } = await orphan();
    await end();
    expect(license.status).toBe('deleted');
    expect((await operations())[0]).toMatchObject({ command: 'close_orphan', state: 'done' });
    script.requests.length = 0;
    await end();
    expect(script.requests).toEqual([]);
  });

  test('is released for reuse', async () => {
    const { ctx, license, ledger, end } = await orphan();
    await end('release');
    expect(license.status).toBe('suspended');
    expect(await ctx.journal.licenses({ licenseIds: [license.id] })).toMatchObject([
      { id: ledger.id, state: 'released' },
    ]);
  });

  test.each(['killed', 'unanswered', 'lost'] as const)(
    'is gone after all where its deletion was %s on the way',
    async fate => {
      const { license, end, script, killed, restart, ctx, service } = await orphan();
      script.wire('delete', fate);
      if (fate === 'killed') await killed(() => end());
      else if (fate === 'lost') await expect(end()).rejects.toMatchObject({ kind: 'unknown' });
      else await end();
      const next = fate === 'killed' ? restart() : ctx;
      await next.clock.sleep(60_000);
      await end('delete', next);
      expect(license.status).toBe('deleted');
      expect(await next.journal.operations({ item: service.id, states: ['open'] })).toEqual([]);
    },
  );

  test('serves a service that came back in the meantime', async () => {
    const { license, end, billmanager, service } = await orphan();
    billmanager.services.set(service.id, service);
    await expect(end()).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('active');
  });

  test('is not the business of another service of that number', async () => {
    const { license, end, billmanager, service } = await orphan();
    billmanager.services.set(service.id, { ...service, account: '9', params: new Map() });
    await end();
    expect(license.status).toBe('deleted');
  });

  test('stays where a copy of its service names it', async () => {
    const { license, end, order } = await orphan();
    order({ account: '9' }).params.set('license_id', license.id);
    await expect(end()).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.status).toBe('active');
  });

  test('stays where somebody else has paid it further', async () => {
    const { license, end, vendor, operations } = await orphan();
    vendor.prolong(license.id, 12, null);
    await expect(end()).rejects.toMatchObject({ type: 'license_paid_elsewhere' });
    expect(license.status).toBe('active');
    expect((await operations())[0]).toMatchObject({ state: 'failed' });
  });

  test('stays while another installation with our mark is about', async () => {
    const { ctx, license, end } = await orphan();
    await noteTwin(ctx, ACCOUNT, 'license 9');
    await expect(end()).rejects.toMatchObject({ type: 'installation_twin' });
    expect(license.status).toBe('active');
  });
});
