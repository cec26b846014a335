import { describe, expect, test } from 'vitest';
import { prepareLicense } from '../../../../src/operations/licenses/opening/prepare-license.ts';
import { aWorld, day, TODAY } from '../../../support/a-world.ts';
import { released } from '../../../support/released.ts';
import { markedFor, orderedFor } from '../../../support/remoteid.ts';
import { opened, openingFor, runOf } from '../../../support/service.ts';

describe('a license is prepared', () => {
  test('that was ordered just now: nothing is changed or paid once more', async () => {
    const { ctx, script, charges, order } = aWorld();
    const service = order();
    const { license } = await prepareLicense(await runOf(ctx, await openingFor(ctx, service)));
    expect(license).toMatchObject({ status: 'active', remoteid: orderedFor(service.id) });
    expect(charges).toHaveLength(1);
    expect(script.requests).not.toContain('change');
  });

  test('that was released: bound to the service, paid, and working', async () => {
    const { license, service, charges, prepare } = await released({ expiredate: TODAY });
    const own = await prepare();
    expect(license).toMatchObject({
      ip: '192.0.2.7',
      licname: 'shop',
      remoteid: markedFor(service.id),
      status: 'active',
      expiredate: '2027-04-10',
    });
    expect(own.license).toMatchObject({ ip: '192.0.2.7', status: 'active' });
    expect(charges).toEqual([`prolong ${license.id} beyond 2027-03-10`]);
  });

  test.each(['change', 'prolong', 'resume'])(
    'whose %s killed the process: the next attempt pays nothing twice',
    async func => {
      const { license, service, charges, script, killed, restart, prepare } = await released({
        expiredate: TODAY,
      });
      script.wire(func, 'killed');
      await killed(() => prepare());
      await prepare(restart());
      expect(license).toMatchObject({ remoteid: markedFor(service.id), status: 'active' });
      expect(charges).toHaveLength(1);
    },
  );

  test('that the vendor will not move after all is released again, and another one bought', async () => {
    const { ctx, vendor, license, service, charges, lies, prepare } = await released();
    lies.vendor.change = async () => {
      license.ipChangeDate = TODAY;
      vendor.change(license.id, { ip: '192.0.2.7' });
    };
    const own = await prepare();
    expect(own.license.id).not.toBe(license.id);
    expect(charges).toEqual([`order for ${service.id}`]);
    expect(await ctx.journal.licenses({ state: 'released' })).toMatchObject([
      { licenseId: license.id },
    ]);
  });

  test('while the vendor is still at work on it: it is returned as it is', async () => {
    const { ctx, order, charges } = aWorld({ settings: { preparation: 900 }, conf: '' });
    const service = order({ tariff: '13', period: 3 });
    const own = await prepareLicense(await runOf(ctx, await openingFor(ctx, service)));
    expect(own.license.status).toBe('processing');
    expect(charges).toEqual([`order for ${service.id}`]);
  });

  test('that has run out and is paid no further stays suspended', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    Object.assign(license, { status: 'suspended', expiredate: day('2027-03-01') });
    service.expiredate = day('2027-03-01');
    const row = await world.ctx.journal.licenseOf(service.id);
    const change = { paidUntil: day('2027-03-01') };
    await world.ctx.journal.write([{ update: row?.id ?? 0, change }]);
    const run = await runOf(world.ctx, await openingFor(world.ctx, service), 'reopen');
    await prepareLicense(run);
    expect(license.status).toBe('suspended');
    expect(world.charges).toEqual([]);
  });

  test('but not one that is somebody else’s by now', async () => {
    const world = aWorld();
    const { service, license } = await opened(world);
    Object.assign(license, { remoteid: '999', expiredate: TODAY, status: 'suspended' });
    const run = await runOf(world.ctx, await openingFor(world.ctx, service), 'reopen');
    await expect(prepareLicense(run)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(world.charges).toEqual([]);
    expect(license.status).toBe('suspended');
  });
});
