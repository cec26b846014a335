import { describe, expect, test } from 'vitest';
import { prolong } from '../../../src/operations/licenses/prolong.ts';
import { aWorld, day, type WorldOptions } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

/** An active service until 10 April, whose client has asked for another month. */
async function renewed(options: WorldOptions = {}, wish = {}) {
  const world = aWorld(options);
  const { service, license } = await opened(world, wish);
  const ask = () => {
    if (options.settings?.moves !== 'after') world.billmanager.moveEnd(service);
    return world.asked(service, 'prolong');
  };
  return { ...world, service, license, ask };
}

describe('a renewal', () => {
  test.each(['before', 'after'] as const)(
    'buys one month, where BILLmanager moves the date %s the call',
    async moves => {
      const { ctx, service, license, charges, billmanager, ask } = await renewed({
        settings: { moves },
      });
      await prolong(ctx, ask());
      await prolong(ctx, ask());
      expect(license.expiredate).toBe('2027-06-10');
      expect(service.expiredate).toBe('2027-06-10');
      expect(service.params.get('license_expiredate')).toBe('2027-06-10');
      expect(charges).toHaveLength(2);
      expect(billmanager.operations.size).toBe(0);
    },
  );

  test('inside a longer period of the vendor’s costs nothing', async () => {
    const { ctx, charges, ask } = await renewed({}, { tariff: '12' });
    await prolong(ctx, ask());
    expect(charges).toEqual([]);
  });

  test('of a longer period than the vendor’s is bought in its terms', async () => {
    const { ctx, license, charges, ask } = await renewed({}, { tariff: '13', period: 3 });
    await prolong(ctx, ask());
    expect(charges).toHaveLength(3);
    expect(license.expiredate).toBe('2027-09-10');
  });

  test.each(['prolong', 'edit'])('whose %s killed the process is bought once', async func => {
    const { ctx, license, charges, script, killed, restart, ask } = await renewed();
    const call = ask();
    script.wire(func, 'killed');
    await killed(() => prolong(ctx, call));
    await prolong(restart(), call);
    expect(charges).toHaveLength(1);
    expect(license.expiredate).toBe('2027-05-10');
  });

  test('that BILLmanager was told of before the process died is not told or bought again', async () => {
    const { ctx, charges, script, killed, restart, ask } = await renewed();
    const call = ask();
    script.billmanager('postprolong', 'killed');
    await killed(() => prolong(ctx, call));
    const again = restart();
    await prolong(again, call);
    expect(charges).toHaveLength(1);
    expect(script.calls.filter(each => each === 'postprolong')).toHaveLength(1);
    expect(await again.journal.licenseOf(call.item)).toMatchObject({ paidUntil: '2027-05-10' });
  });

  test.each(['before', 'after'] as const)(
    'that BILLmanager was told of, and that was not noted as ended, counts for the next one (date moved %s)',
    async moves => {
      const world = await renewed({ settings: { moves } });
      const { ctx, license, script, charges, restart, ask } = world;
      const first = ask();
      script.billmanager('postprolong', 'unanswered');
      await expect(prolong(ctx, first)).rejects.toMatchObject({ type: 'billing_unreachable' });
      const again = restart();
      await prolong(again, ask());
      expect(license.expiredate).toBe('2027-06-10');
      // noted late, it does not hide that the date was seen further since
      await prolong(again, first);
      await prolong(again, ask());
      expect(license.expiredate).toBe('2027-07-10');
      expect(charges).toHaveLength(3);
    },
  );

  test('that is repeated when it is finished buys nothing', async () => {
    const { ctx, charges, ask } = await renewed();
    const call = ask();
    await prolong(ctx, call);
    await prolong(ctx, call);
    expect(charges).toHaveLength(1);
  });

  test('that was withdrawn while it was carried out counts as bought, not as paid', async () => {
    const { ctx, service, charges, billmanager, script, killed, restart, ask } = await renewed();
    const call = ask();
    script.wire('prolong', 'killed');
    await killed(() => prolong(ctx, call));
    billmanager.operations.clear();
    service.expiredate = day('2027-04-10');
    const again = restart();
    await prolong(again, call);
    expect(charges).toHaveLength(1);
    expect(script.calls).not.toContain('postprolong');
    expect(await again.journal.licenseOf(call.item)).toMatchObject({
      expiredate: '2027-05-10',
      paidUntil: '2027-04-10',
    });
  });

  test('of somebody else’s license is not bought', async () => {
    const { ctx, license, charges, ask } = await renewed();
    license.remoteid = '999';
    await expect(prolong(ctx, ask())).rejects.toMatchObject({ type: 'license_foreign' });
    expect(charges).toEqual([]);
  });

  test('by an end date that is missing is not bought', async () => {
    const { ctx, license, charges, ask } = await renewed();
    license.endUnread = '';
    await expect(prolong(ctx, ask())).rejects.toMatchObject({ type: 'upstream_answer_bad' });
    expect(charges).toEqual([]);
  });

  test('at a vendor that sells none is told, unless the license covers it', async () => {
    const { ctx, vendor, license, ask } = await renewed();
    vendor.abilities = { ...vendor.abilities, prolong: false };
    await expect(prolong(ctx, ask())).rejects.toMatchObject({ type: 'not_sold_here' });
    license.expiredate = day('2027-06-10');
    await prolong(ctx, ask());
  });

  test('of a license that nobody finds notes its fault on the row that waits', async () => {
    const { ctx, vendor, service, script, killed, restart, ask } = await renewed();
    const call = ask();
    script.wire('prolong', 'killed');
    await killed(() => prolong(ctx, call));
    vendor.licenses.clear();
    service.params.delete('license_id');
    const again = restart();
    const row = await again.journal.licenseOf(call.item);
    await again.journal.write([{ update: row?.id ?? 0, change: { state: 'ended' } }]);
    await expect(prolong(again, call)).rejects.toMatchObject({ type: 'license_unknown' });
    expect(await again.journal.operations({ command: 'prolong' })).toMatchObject([
      { state: 'open', outcome: { fault: 'license_unknown' } },
    ]);
  });
});
