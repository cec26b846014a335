import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { currentVendor } from '../../src/vendor/current.ts';
import type { Itemtype, OrderRequest } from '../../src/vendor/vendor.ts';
import { PERMIT } from '../support/permit.ts';
import { caught } from './caught.ts';
import { errorXml, ScriptedManager } from './scripted-manager.ts';
import { current } from './support.ts';

const ORDER: OrderRequest = {
  itemtype: 'soft',
  pricelist: '4601',
  period: '1',
  ip: '192.0.2.7',
  licname: 'service117',
  remoteid: '117',
  addons: new Map([['4602', 3]]),
};

describe('order', () => {
  test('charges at once, without renewal by the upstream, marked with our id', async () => {
    const { manager, vendor } = current({ 'soft.order.param': '<doc><id>777</id></doc>' });
    expect(await vendor.order(ORDER, PERMIT)).toEqual({ id: '777' });
    expect(manager.calls).toEqual([
      {
        func: 'soft.order.param',
        kind: 'act',
        params: {
          pricelist: '4601',
          period: '1',
          ip: '192.0.2.7',
          licname: 'service117',
          addon_4602: '3',
          remoteid: '117',
          autoprolong: 'null',
          skipbasket: 'on',
          clicked_button: 'finish',
          sok: 'ok',
        },
      },
    ]);
  });

  test('names the provider where the conf has one', async () => {
    const manager = new ScriptedManager({ 'soft.order.param': '<doc><id>777</id></doc>' });
    await currentVendor(manager, { project: '3' }).order(ORDER, PERMIT);
    expect(manager.calls[0]?.params['project']).toBe('3');
  });

  test.each<[Itemtype, Record<string, string>]>([
    ['softexternal', { ip: '192.0.2.7', licname: 'service117' }],
    ['platform', { comment: 'service117', addon_4602: '3' }],
    ['addition', { item: '555' }],
  ])('%s sends the parameters of its type and no others', async (itemtype, own) => {
    const func = `${itemtype}.order.param`;
    const { manager, vendor } = current({ [func]: '<doc><id>777</id></doc>' });
    await vendor.order({ ...ORDER, itemtype, parentItem: '555' }, PERMIT);
    expect(manager.calls[0]?.params).toEqual({
      pricelist: '4601',
      period: '1',
      ...own,
      remoteid: '117',
      autoprolong: 'null',
      skipbasket: 'on',
      clicked_button: 'finish',
      sok: 'ok',
    });
  });

  test.each([
    ['directly', '<doc><id>777</id></doc>'],
    ['as item.id', '<doc><item.id>777</item.id></doc>'],
    ['one level deeper', '<doc><doc><id>777</id></doc></doc>'],
    ['as item.id one level deeper', '<doc><ok/><doc><item.id>777</item.id></doc></doc>'],
    ['twice the same', '<doc><id>777</id><doc><item.id>777</item.id></doc></doc>'],
  ])('reads the new id %s', async (_, answer) => {
    const { vendor } = current({ 'soft.order.param': answer });
    expect(await vendor.order(ORDER, PERMIT)).toEqual({ id: '777' });
  });

  test.each([
    ['no id', '<doc><ok/></doc>'],
    ['an empty id', '<doc><id/></doc>'],
    ['an id that no billing gives', '<doc><id>7777777777777777</id></doc>'],
    ['an id of zero', '<doc><id>0</id></doc>'],
    ['an id that is no number', '<doc><id>basket</id></doc>'],
    ['two different ids', '<doc><id>777</id><item.id>778</item.id></doc>'],
  ])('an answer with %s leaves the outcome unknown', async (_, answer) => {
    const { vendor } = current({ 'soft.order.param': answer });
    const fault = await caught(vendor.order(ORDER, PERMIT));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'unknown']);
  });

  test('without an address it is refused before anything is asked', async () => {
    const { manager, vendor } = current({});
    expect((await caught(vendor.order({ ...ORDER, ip: ' ' }, PERMIT))).type).toBe(
      'address_missing',
    );
    expect((await caught(vendor.order({ ...ORDER, itemtype: 'addition' }, PERMIT))).type).toBe(
      'argument_missing',
    );
    expect(manager.calls).toEqual([]);
  });

  test.each([
    [errorXml('value', 'period', '3'), 'period_unsold', 'final'],
    [errorXml('value', 'licname', 'x'), 'upstream_value', 'final'],
    [errorXml('money', '', '', 'Not enough money'), 'upstream_money', 'final'],
    [errorXml('auth'), 'upstream_auth', 'final'],
    [errorXml('access'), 'upstream_access', 'final'],
    [errorXml('exists', 'ip', '192.0.2.7', 'License exists'), 'upstream_refused', 'final'],
    [errorXml('missed', 'func', 'soft.order.param'), 'not_sold_here', 'final'],
  ])('says what refused it: %s', async (answer, type, kind) => {
    const { vendor } = current({ 'soft.order.param': answer });
    const fault = await caught(vendor.order(ORDER, PERMIT));
    expect([fault.type, fault.kind]).toEqual([type, kind]);
  });

  test('a lost answer passes as it is: unknown', async () => {
    const { vendor } = current({ 'soft.order.param': new Fault('upstream_answer_lost') });
    const fault = await caught(vendor.order(ORDER, PERMIT));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_lost', 'unknown']);
  });
});

describe('checkAddress', () => {
  test('asks for the kind of license and the address', async () => {
    const { manager, vendor } = current({ 'soft.checkip': '<doc><ok/></doc>' });
    await vendor.checkAddress(ORDER);
    expect(manager.calls).toEqual([
      {
        func: 'soft.checkip',
        kind: 'read',
        params: { pricelist: '4601', period: '1', ip: '192.0.2.7', sok: 'ok' },
      },
    ]);
  });

  test('a vendor without the check leaves the address to the order', async () => {
    const { vendor } = current({ 'soft.checkip': errorXml('missed', 'func', 'soft.checkip') });
    await vendor.checkAddress(ORDER);
  });

  test.each<Itemtype>(['softexternal', 'platform', 'addition'])(
    '%s has no check, nothing is asked',
    async itemtype => {
      const { manager, vendor } = current({});
      await vendor.checkAddress({ ...ORDER, itemtype });
      expect(manager.calls).toEqual([]);
    },
  );

  test.each(['value', 'exists', 'limit', 'license', 'somethingnew'])(
    "an error %s about the address refuses it in the upstream's words",
    async type => {
      const answer = errorXml(type, 'ip', '192.0.2.7', 'The address has a license already');
      const { vendor } = current({ 'soft.checkip': answer });
      const fault = await caught(vendor.checkAddress(ORDER));
      expect([fault.type, fault.kind, fault.object, fault.value]).toEqual([
        'address_refused',
        'final',
        'The address has a license already',
        '192.0.2.7',
      ]);
    },
  );

  test.each([
    [errorXml('auth'), 'upstream_auth'],
    [errorXml('access'), 'upstream_access'],
    [errorXml('money'), 'upstream_money'],
    [errorXml('missed', 'pricelist', '4601'), 'upstream_missed'],
    [errorXml('value', 'pricelist', '4601'), 'upstream_value'],
    [errorXml('value', 'period', '5'), 'period_unsold'],
    [errorXml('database_error'), 'upstream_refused'],
    [new Fault('upstream_unreachable'), 'upstream_unreachable'],
    [new Fault('upstream_certificate'), 'upstream_certificate'],
    [new Fault('upstream_busy'), 'upstream_busy'],
  ])('what says nothing of the address passes unchanged (%s)', async (answer, type) => {
    const { vendor } = current({ 'soft.checkip': answer });
    expect((await caught(vendor.checkAddress(ORDER))).type).toBe(type);
  });
});
