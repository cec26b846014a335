import { describe, expect, test } from 'vitest';
import { noteOutsideSuspension } from '../../../src/operations/engine/outside-suspension.ts';
import { open } from '../../../src/operations/licenses/open.ts';
import { syncItem, syncLicense } from '../../../src/operations/licenses/sync-item.ts';
import { aWorld, day, type WorldOptions } from '../../support/a-world.ts';
import { byHand, opened, ownOf, targetFor } from '../../support/service.ts';

async function active(options: WorldOptions = {}) {
  const world = aWorld(options);
  const { service, license } = await opened(world);
  return { ...world, service, license, call: byHand(service) };
}

describe('a service is brought up to date with its license', () => {
  test('nothing is written where BILLmanager knows it all', async () => {
    const { ctx, script, call } = await active();
    await syncItem(ctx, call);
    expect(script.calls).toEqual(['service', 'module']);
  });

  test('key, end date, address and name as they have become at the vendor', async () => {
    const { ctx, service, license, call } = await active();
    Object.assign(license, { lickey: 'KEY-NEW', ip: '192.0.2.8', licname: 'store' });
    license.expiredate = day('2027-05-10');
    await syncItem(ctx, call);
    expect(Object.fromEntries(service.params)).toMatchObject({
      lickey: 'KEY-NEW',
      license_expiredate: '2027-05-10',
    });
    expect(service).toMatchObject({ ip: '192.0.2.8', licname: 'store', expiredate: '2027-04-10' });
  });

  test('a wish of the client that is still on its way is not undone', async () => {
    const { ctx, service, call } = await active();
    service.licname = 'wished';
    await syncItem(ctx, call);
    expect(service.licname).toBe('wished');
  });

  test('nothing is taken for a change that the ledger knows from a list alone', async () => {
    const { ctx, service, license, call } = await active();
    const row = await ctx.journal.licenseOf(service.id);
    const change = { source: 'list' } as const;
    await ctx.journal.write([{ update: row?.id ?? 0, change }]);
    license.licname = 'store';
    await syncItem(ctx, call);
    expect(service.licname).toBe('shop');
  });

  test('another tariff at the vendor is told beside BILLmanager’s own', async () => {
    const { ctx, service, license, call } = await active();
    license.pricelist = '4601';
    await syncItem(ctx, call);
    expect(service.tariff).toBe('10');
    expect(service.params.get('license_pricelist')).toBe('4601');
  });

  test('the service’s own end date moves only where the conf says so', async () => {
    const { ctx, service, license, call } = await active({
      conf: '[sync]\nexpiredate = upstream\n',
    });
    license.expiredate = day('2027-05-10');
    await syncItem(ctx, call);
    expect(service.expiredate).toBe('2027-05-10');
  });

  test('not while an operation on it waits', async () => {
    const { ctx, service, license, call } = await active({
      conf: '[sync]\nexpiredate = upstream\n',
    });
    license.expiredate = day('2027-05-10');
    await ctx.journal.begin(
      { command: 'prolong', item: service.id, runningOperation: '9' },
      '7',
      {},
    );
    await syncItem(ctx, call);
    expect(service.expiredate).toBe('2027-04-10');
  });

  test('the vendor’s suspension comes over, and ends with the vendor’s', async () => {
    const { ctx, service, license, call } = await active();
    license.status = 'suspended';
    await syncItem(ctx, call);
    expect(service.status).toBe('suspended');
    license.status = 'active';
    await syncItem(ctx, call);
    expect(service.status).toBe('active');
  });

  test('BILLmanager’s own suspension stands, and is told as a difference', async () => {
    const { ctx, service, call } = await active();
    service.status = 'suspended';
    const target = await targetFor(ctx, service);
    expect(await syncLicense(ctx, target, await ownOf(ctx, target))).toEqual({
      power: 'suspended_here',
      tariff: null,
    });
    expect(service.status).toBe('suspended');
    await noteOutsideSuspension(ctx, service.id);
    await syncItem(ctx, call);
    expect(service.status).toBe('active');
  });

  test('an end date that is missing is told, after everything else', async () => {
    const { ctx, service, license, call } = await active();
    Object.assign(license, { lickey: 'KEY-NEW', endUnread: '' });
    await expect(syncItem(ctx, call)).rejects.toMatchObject({ type: 'upstream_answer_bad' });
    expect(service.params.get('lickey')).toBe('KEY-NEW');
    expect(service.params.get('license_expiredate')).toBe('2027-04-10');
  });

  test('by nothing of somebody else’s license', async () => {
    const { ctx, service, license, call } = await active();
    Object.assign(license, { remoteid: '999', lickey: 'KEY-THEIRS' });
    await expect(syncItem(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(service.params.get('lickey')).not.toBe('KEY-THEIRS');
  });

  test('an opening that waited for its key is finished', async () => {
    const { ctx, order, asked, timeline, restart, charges } = aWorld({
      settings: { preparation: 900 },
    });
    const service = order();
    await open(ctx, asked(service, 'open'));
    expect(service.status).toBe('processing');
    await timeline.pause(900_000);
    await syncItem(restart(), byHand(service));
    expect(service.status).toBe('active');
    expect(charges).toHaveLength(1);
  });
});
