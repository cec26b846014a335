import { describe, expect, test } from 'vitest';
import type { OrderRequest } from '../../src/vendor/vendor.ts';
import { PERMIT, permitFor } from '../support/permit.ts';
import { caught } from './caught.ts';
import { errorXml } from './scripted-manager.ts';
import { classic } from './support.ts';

const ORDER: OrderRequest = {
  itemtype: 'soft',
  pricelist: '7',
  period: '8',
  ip: '192.0.2.7',
  licname: 'service117',
  remoteid: '117',
  addons: new Map(),
};
const SOFT = permitFor('soft', '777');

describe('the oldest dialect', () => {
  test('orders by price and period id, without a remoteid', async () => {
    const { manager, vendor } = classic({ 'software.edit': '<doc><id>777</id></doc>' });
    expect(await vendor.order(ORDER, PERMIT)).toEqual({ id: '777' });
    expect(manager.calls).toEqual([
      {
        func: 'software.edit',
        kind: 'act',
        params: { price: '7', period: '8', licname: 'service117', ip: '192.0.2.7', sok: 'yes' },
      },
    ]);
  });

  test('an order answered without an id has an unknown outcome', async () => {
    const { vendor } = classic({ 'software.edit': '<doc><ok/></doc>' });
    const fault = await caught(vendor.order(ORDER, PERMIT));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'unknown']);
  });

  test('refuses what it cannot order before anything is asked', async () => {
    const { manager, vendor } = classic({});
    expect((await caught(vendor.order({ ...ORDER, ip: '' }, PERMIT))).type).toBe('address_missing');
    expect((await caught(vendor.order({ ...ORDER, itemtype: 'platform' }, PERMIT))).type).toBe(
      'not_sold_here',
    );
    expect(
      (await caught(vendor.order({ ...ORDER, addons: new Map([['9', 1]]) }, PERMIT))).type,
    ).toBe('not_sold_here');
    expect(manager.calls).toEqual([]);
  });

  test('an included amount of none is no addon', async () => {
    const { vendor } = classic({ 'software.edit': '<doc><id>777</id></doc>' });
    expect(await vendor.order({ ...ORDER, addons: new Map([['9', 0]]) }, PERMIT)).toEqual({
      id: '777',
    });
  });

  test('checks an address by licinfo', async () => {
    const { manager, vendor } = classic({ 'software.licinfo': '<doc/>' });
    await vendor.checkAddress(ORDER);
    expect(manager.calls).toEqual([
      {
        func: 'software.licinfo',
        kind: 'read',
        params: { price: '7', period: '8', ip: '192.0.2.7' },
      },
    ]);
  });

  test('an address that is refused is said in the upstream’s words, by type or by number', async () => {
    for (const answer of [
      errorXml('exists', 'ip', '', 'There is a license'),
      '<doc><error code="2" obj="ip">There is a license</error></doc>',
    ]) {
      const { vendor } = classic({ 'software.licinfo': answer });
      const fault = await caught(vendor.checkAddress(ORDER));
      expect([fault.type, fault.object]).toEqual(['address_refused', 'There is a license']);
    }
  });

  test.each([
    [
      'the current spelling',
      '<expiredate>2026-12-21</expiredate><lickey>K</lickey><price>7</price>',
    ],
    [
      'short names',
      '<expire>2026-12-21</expire><key>K</key><price>ISPmanager Lite</price><price_id>7</price_id>',
    ],
  ])('reads a license in %s', async (_, fields) => {
    const answer = `<doc><elid>777</elid><licname>service117</licname><ip>192.0.2.7</ip><status>2</status>${fields}</doc>`;
    const { manager, vendor } = classic({ 'software.edit': answer });
    expect(await vendor.read('soft', '777')).toMatchObject({
      id: '777',
      status: 'active',
      ip: '192.0.2.7',
      licname: 'service117',
      pricelist: '7',
      expiredate: '2026-12-21',
      lickey: 'K',
      remoteid: '',
    });
    expect(manager.calls).toEqual([
      { func: 'software.edit', kind: 'read', params: { elid: '777' } },
    ]);
  });

  test('a period id says no months', async () => {
    const { vendor } = classic({ 'software.edit': '<doc><id>7</id><period>9</period></doc>' });
    expect((await vendor.read('soft', '7'))?.period).toBeNull();
  });

  test('missed is null, also by its number', async () => {
    for (const answer of [
      errorXml('missed', 'elid', '777'),
      '<doc><error code="3" obj="elid"/></doc>',
    ]) {
      const { vendor } = classic({ 'software.edit': answer });
      expect(await vendor.read('soft', '777')).toBeNull();
    }
  });

  test('a change of one field sends the other as it is', async () => {
    const form = '<doc><id>777</id><ip>192.0.2.7</ip><licname>old</licname></doc>';
    const { manager, vendor } = classic({ 'software.edit': form });
    await vendor.change(SOFT, { licname: 'new', remoteid: '118' });
    expect(manager.calls.map(call => [call.kind, call.params])).toEqual([
      ['read', { elid: '777' }],
      ['act', { elid: '777', licname: 'new', ip: '192.0.2.7', sok: 'yes' }],
    ]);
  });

  test('a change of both fields is one request, a change of none is no request', async () => {
    const { manager, vendor } = classic({ 'software.edit': '<doc><id>777</id></doc>' });
    await vendor.change(SOFT, { ip: '192.0.2.8', licname: 'new' });
    await vendor.change(SOFT, { remoteid: '118' });
    expect(manager.calls).toHaveLength(1);
  });

  test('a change answered with another license’s id has an unknown outcome', async () => {
    const { vendor } = classic({ 'software.edit': '<doc><id>778</id></doc>' });
    expect((await caught(vendor.change(SOFT, { ip: '192.0.2.8', licname: 'new' }))).kind).toBe(
      'unknown',
    );
  });

  test('suspends by disable and resumes by enable', async () => {
    const { manager, vendor } = classic({
      'software.disable': '<doc/>',
      'software.enable': '<doc/>',
    });
    await vendor.suspend(SOFT);
    await vendor.resume(SOFT);
    expect(manager.calls).toEqual([
      { func: 'software.disable', kind: 'act', params: { elid: '777', sok: 'yes' } },
      { func: 'software.enable', kind: 'act', params: { elid: '777', sok: 'yes' } },
    ]);
  });

  test('names the operations that it does not have', async () => {
    const { manager, vendor } = classic({});
    const refused = [
      vendor.prolong(SOFT, '8'),
      vendor.delete(SOFT),
      vendor.newKey(SOFT),
      vendor.changePricelist(SOFT, '9', '10'),
      vendor.priceList(),
      vendor.change(SOFT, { parentItem: '5' }),
      vendor.read('addition', '7'),
    ];
    const faults = await Promise.all(refused.map(each => caught(each)));
    expect(faults.map(fault => [fault.type, fault.kind, fault.object])).toEqual([
      ['not_sold_here', 'final', 'prolong'],
      ['not_sold_here', 'final', 'delete'],
      ['not_sold_here', 'final', 'newkey'],
      ['not_sold_here', 'final', 'changepricelist'],
      ['not_sold_here', 'final', 'pricelist.export'],
      ['not_sold_here', 'final', 'item'],
      ['not_sold_here', 'final', 'addition'],
    ]);
    expect(Object.values(vendor.abilities)).toEqual([false, false, false, false, false, false]);
    expect(manager.calls).toEqual([]);
  });

  test('lists, clears the filter and tells the balance', async () => {
    const { manager, vendor } = classic({
      software:
        '<doc><elem><id>1</id><ip>192.0.2.1</ip><price>7</price><expire>2026-12-01</expire></elem></doc>',
      'software.filter': '<doc/>',
      subaccount:
        '<doc><elem><id>1</id><project>ISPsystem</project><balance>12.5</balance></elem></doc>',
    });
    await vendor.clearFilter('soft');
    expect((await vendor.listPage('soft', 1, 50)).rows).toMatchObject([
      { id: '1', ip: '192.0.2.1', pricelist: '7', expiredate: '2026-12-01' },
    ]);
    expect(await vendor.balance()).toEqual([{ amount: '12.50', currency: '' }]);
    expect(manager.calls.map(call => [call.func, call.params])).toEqual([
      ['software.filter', { sok: 'yes' }],
      ['software', { api: 'on', p_num: '1', p_cnt: '50' }],
      ['subaccount', { api: 'on' }],
    ]);
  });
});
