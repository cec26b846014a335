import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { setparam } from '../../../src/operations/licenses/setparam.ts';
import { aWorld, TODAY } from '../../support/a-world.ts';
import { opened } from '../../support/service.ts';

async function active(wish = {}) {
  const world = aWorld();
  const { service, license } = await opened(world, wish);
  return { ...world, service, license, call: world.asked(service, 'setparam') };
}

describe('a license is brought in line with its service', () => {
  test('address and name, told in one change and noted in the ledger', async () => {
    const { ctx, service, license, charges, script, billmanager, call } = await active();
    Object.assign(service, { ip: '192.0.2.8', licname: 'store' });
    await setparam(ctx, call);
    expect(license).toMatchObject({ ip: '192.0.2.8', licname: 'store' });
    expect(script.requests.filter(each => each === 'change')).toHaveLength(1);
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      ip: '192.0.2.8',
      licname: 'store',
      ipChangeDate: TODAY,
    });
    expect(charges).toEqual([]);
    expect(billmanager.operations.size).toBe(0);
  });

  test('a tariff, and addons', async () => {
    const { ctx, service, license, call } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10', addons: new Map([['21', '2']]) });
    await setparam(ctx, call);
    expect(license).toMatchObject({ pricelist: '4601', addons: new Map([['4602', 3]]) });
    expect(await ctx.journal.licenseOf(service.id)).toMatchObject({
      pricelist: '4601',
      tariff: '11',
      addons: { 4602: 3 },
    });
  });

  test('nothing is sent where nothing differs, and no name is made up for a license', async () => {
    const { ctx, service, license, script, call } = await active();
    service.licname = '';
    await setparam(ctx, call);
    expect(license.licname).toBe('shop');
    expect(script.requests).not.toContain('change');
    expect(script.requests).not.toContain('tariff');
  });

  test.each(['change', 'tariff'])('once, when its %s killed the process', async func => {
    const { ctx, service, license, script, killed, restart, call } = await active();
    Object.assign(service, { ip: '192.0.2.8', tariff: '11', lastpricelist: '10' });
    script.wire(func, 'killed');
    await killed(() => setparam(ctx, call));
    await setparam(restart(), call);
    expect(license).toMatchObject({ ip: '192.0.2.8', pricelist: '4601' });
    expect(script.requests.filter(each => each === func)).toHaveLength(1);
  });

  test('a change of tariff is believed when the license tells it, and nobody is told before', async () => {
    const { ctx, service, license, lies, billmanager, restart, call, timeline } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10' });
    lies.vendor.changePricelist = async () => {};
    await expect(setparam(ctx, call)).rejects.toMatchObject({
      type: 'upstream_answer_bad',
      kind: 'unknown',
      value: 'license 101 has the tariff 3541, ordered was 4601',
    });
    expect([service.tariff, billmanager.operations.size]).toEqual(['11', 1]);
    delete lies.vendor.changePricelist;
    await timeline.pause(5 * 60_000);
    await setparam(restart(), call);
    expect(license.pricelist).toBe('4601');
    expect(billmanager.operations.size).toBe(0);
  });

  test('a change that the vendor carries out later is not sent again', async () => {
    const { ctx, service, license, lies, script, restart, call, timeline } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10' });
    lies.vendor.changePricelist = async () => {};
    await expect(setparam(ctx, call)).rejects.toMatchObject({ kind: 'unknown' });
    delete lies.vendor.changePricelist;
    license.pricelist = '4601';
    await timeline.pause(5 * 60_000);
    await setparam(restart(), call);
    expect(script.requests).not.toContain('tariff');
  });

  test('also with a wish that is newer than the attempt that was interrupted', async () => {
    const { ctx, service, license, script, restart, call } = await active();
    service.licname = 'older';
    script.wire('change', 'lost');
    await expect(setparam(ctx, call)).rejects.toMatchObject({ kind: 'unknown' });
    service.licname = 'newer';
    await setparam(restart(), call);
    expect(license.licname).toBe('newer');
  });

  test('but not to an address that the vendor refuses, or while the address is locked', async () => {
    const { ctx, vendor, service, license, asked, call } = await active();
    service.ip = '192.0.2.66';
    vendor.refusedAddresses.add('192.0.2.66');
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'address_refused' });
    license.ipChangeDate = TODAY;
    service.ip = '192.0.2.8';
    await expect(setparam(ctx, asked(service, 'setparam'))).rejects.toMatchObject({
      type: 'address_locked',
      object: '192.0.2.8',
      value: '2027-04-10',
    });
    expect(license.ip).toBe('192.0.2.7');
  });

  test('the tariff is rolled back here when the vendor refuses it for good', async () => {
    const { ctx, service, lies, call } = await active();
    lies.vendor.changePricelist = async () => {
      throw new Fault('upstream_refused', { object: 'pricelist', value: 'no' });
    };
    Object.assign(service, { tariff: '11', lastpricelist: '10' });
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'upstream_refused' });
    expect(service.tariff).toBe('10');
  });

  test('but not for want of a Preset line, which is waited for', async () => {
    const { ctx, service, billmanager, script, call } = await active();
    billmanager.tariffs.set('13', { ...billmanager.tariff('13'), intname: 'no preset' });
    Object.assign(service, { tariff: '13', lastpricelist: '10' });
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'preset_unknown' });
    expect(service.tariff).toBe('13');
    expect(script.requests).not.toContain('tariff');
  });

  test('a tariff whose address is refused stays where it was, on both sides', async () => {
    const { ctx, vendor, service, license, call, script } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10', ip: '192.0.2.66' });
    vendor.refusedAddresses.add('192.0.2.66');
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'address_refused' });
    expect(license).toMatchObject({ pricelist: '3541', ip: '192.0.2.7' });
    expect(service.tariff).toBe('10');
    expect(script.requests).not.toContain('tariff');
  });

  test('nor does it move where the vendor refuses the address only when it is changed', async () => {
    const { ctx, service, license, call, script } = await active();
    license.ipChangeDate = TODAY;
    Object.assign(service, { tariff: '11', lastpricelist: '10', ip: '192.0.2.8' });
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'address_locked' });
    expect([license.pricelist, service.tariff]).toEqual(['3541', '10']);
    expect(script.requests).not.toContain('tariff');
  });

  test('nor where it costs more than the preset allows: that is waited for, not rolled back', async () => {
    const world = aWorld({ conf: '[preset 4601]\nmax_cost = 1\n' });
    const { service, license } = await opened(world);
    Object.assign(service, { tariff: '11', lastpricelist: '10', ip: '192.0.2.8' });
    const call = world.asked(service, 'setparam');
    await expect(setparam(world.ctx, call)).rejects.toMatchObject({ type: 'price_above_max' });
    expect(license).toMatchObject({ pricelist: '3541', ip: '192.0.2.7' });
    expect(service.tariff).toBe('11');
  });

  test('a tariff that has moved stands, whatever is refused after it; the rest comes later', async () => {
    const { ctx, service, license, lies, call, billmanager } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10', addons: new Map([['21', '2']]) });
    lies.vendor.change = async () => {
      throw new Fault('upstream_refused', { object: 'change', value: 'no' });
    };
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'upstream_refused' });
    expect([license.pricelist, service.tariff]).toEqual(['4601', '11']);
    delete lies.vendor.change;
    await setparam(ctx, call);
    expect(license.addons).toEqual(new Map([['4602', 3]]));
    expect(billmanager.operations.size).toBe(0);
  });

  test('a new state file rolls nothing back that has moved, nor what it cannot see', async () => {
    const { ctx, service, license, script, call, vendor } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10', ip: '192.0.2.66' });
    vendor.refusedAddresses.add('192.0.2.66');
    license.pricelist = '4601';
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'address_refused' });
    expect(service.tariff).toBe('11');
    license.pricelist = '3541';
    script.wire('edit', 'fine', 'refused');
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'address_refused' });
    expect(service.tariff).toBe('11');
  });

  test('nobody is told of a change before the license tells its tariff', async () => {
    const { ctx, service, license, lies, call, billmanager } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10', addons: new Map([['21', '2']]) });
    lies.vendor.change = async ({ id }, { addons }) => {
      Object.assign(license, { pricelist: '3541', addons: new Map(addons) });
      expect(id).toBe(license.id);
    };
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'upstream_answer_bad' });
    expect(billmanager.operations.size).toBe(1);
  });

  test('the tariff is rolled back where its license is gone', async () => {
    const { ctx, service, license, call } = await active();
    Object.assign(service, { tariff: '11', lastpricelist: '10' });
    license.status = 'deleted';
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'license_gone' });
    expect(service.tariff).toBe('10');
  });

  test('nothing of somebody else’s license is changed', async () => {
    const { ctx, service, license, call } = await active();
    service.licname = 'store';
    license.remoteid = '999';
    await expect(setparam(ctx, call)).rejects.toMatchObject({ type: 'license_foreign' });
    expect(license.licname).toBe('shop');
  });
});
