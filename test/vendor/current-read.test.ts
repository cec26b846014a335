import { describe, expect, test } from 'vitest';
import { caught } from './caught.ts';
import { errorXml } from './scripted-manager.ts';
import { current } from './support.ts';

describe('read', () => {
  const FORM =
    '<id>777</id><name>ISPmanager Lite #777</name><licname>service117</licname><ip>192.0.2.7</ip>' +
    '<lickey>KEY-1</lickey><status>2</status><pricelist>4601</pricelist><pricelist_name>Business</pricelist_name>' +
    '<period>1</period><expiredate>2026-12-21</expiredate><createdate>2026-11-21 10:00:00</createdate>' +
    '<ip_change_date>2026-12-22</ip_change_date><lickey_change_date>0000-00-00</lickey_change_date>' +
    '<remoteid>117</remoteid><addon_4602>3</addon_4602><addon_4603>2.0000</addon_4603><addon_9>on</addon_9>';
  const LICENSE = {
    id: '777',
    itemtype: 'soft',
    name: 'ISPmanager Lite #777',
    status: 'active',
    ip: '192.0.2.7',
    licname: 'service117',
    pricelist: '4601',
    period: 1,
    createdate: '2026-11-21',
    expiredate: '2026-12-21',
    remoteid: '117',
    cost: '',
    lickey: 'KEY-1',
    ipChangeDate: '2026-12-22',
    lickeyChangeDate: null,
    parentItem: '',
    addons: new Map([
      ['4602', 3],
      ['4603', 2],
      ['9', 1],
    ]),
  };

  test.each([
    ['directly', `<doc>${FORM}</doc>`],
    ['one level deeper', `<doc><elid>777</elid><doc>${FORM}</doc></doc>`],
  ])('reads the form %s', async (_, answer) => {
    const { manager, vendor } = current({ 'soft.edit': answer });
    expect(await vendor.read('soft', '777')).toEqual(LICENSE);
    expect(manager.calls).toEqual([{ func: 'soft.edit', kind: 'read', params: { elid: '777' } }]);
  });

  test('fields may be missing', async () => {
    const { vendor } = current({ 'soft.edit': '<doc><elid>777</elid></doc>' });
    expect(await vendor.read('soft', '777')).toMatchObject({
      id: '777',
      status: null,
      expiredate: { unread: '' },
      period: null,
      lickey: '',
      remoteid: '',
      remoteidUnknown: true,
    });
  });

  test.each([
    ['1', 'ordered'],
    ['5', 'processing'],
    ['4', 'deleted'],
    ['Active', 'active'],
    ['Остановлен', 'suspended'],
    ['9', null],
  ])('status %s is %s', async (text, status) => {
    const { vendor } = current({ 'soft.edit': `<doc><id>7</id><status>${text}</status></doc>` });
    expect((await vendor.read('soft', '7'))?.status).toBe(status);
  });

  test.each([
    ['1', '2026-12-30', '2026-12-30'],
    ['1', '2026-12-30 23:59:59', '2026-12-30'],
    ['0', '', null],
    ['0', '0000-00-00', null],
    ['0', '2026-12-30', '2026-12-30'],
    ['0', '30.12.2026', { unread: '30.12.2026' }],
    ['1', '30.12.2026', { unread: '30.12.2026' }],
    ['1', '12/30/2026', { unread: '12/30/2026' }],
    ['12', '2026/12/30', { unread: '2026/12/30' }],
    ['1', '2026-12-301', { unread: '2026-12-301' }],
    ['1', '0000-00-00', { unread: '0000-00-00' }],
    ['1', '', { unread: '' }],
    ['-100', '', { unread: '' }],
    ['', '', { unread: '' }],
    ['1', '9999-12-31', { unread: '9999-12-31' }],
    ['0', '9999-12-31', null],
    ['1', 'x'.repeat(100), { unread: 'x'.repeat(40) }],
  ])('of a license of period "%s" the end date "%s" is %j', async (period, text, end) => {
    const form = `<doc><id>7</id><period>${period}</period><expiredate>${text}</expiredate></doc>`;
    const { vendor } = current({ 'soft.edit': form });
    expect((await vendor.read('soft', '7'))?.expiredate).toEqual(end);
  });

  test('what is too long to have been written by anybody is cut, dates of centuries are none', async () => {
    const long = 'x'.repeat(1000);
    const answer =
      `<doc><id>7</id><name>${long}</name><licname>${long}</licname><ip>${long}</ip><remoteid>${long}</remoteid>` +
      '<ip_change_date>9999-12-31</ip_change_date><lickey_change_date>2500-01-01</lickey_change_date>' +
      '<createdate>3000-01-01</createdate></doc>';
    const { vendor } = current({ 'soft.edit': answer });
    expect(await vendor.read('soft', '7')).toMatchObject({
      name: 'x'.repeat(200),
      licname: 'x'.repeat(255),
      ip: 'x'.repeat(64),
      remoteid: 'x'.repeat(200),
      createdate: null,
      ipChangeDate: null,
      lickeyChangeDate: null,
    });
  });

  test('a function that is not there is no license that is gone', async () => {
    const { vendor } = current({ 'soft.edit': errorXml('missed', 'func', 'soft.edit') });
    expect(await caught(vendor.read('soft', '777'))).toMatchObject({
      type: 'not_sold_here',
      kind: 'final',
    });
  });

  test('the number beside a status in words wins', async () => {
    const answer = '<doc><id>7</id><status>Something</status><orig_status>3</orig_status></doc>';
    const { vendor } = current({ 'soft.edit': answer });
    expect((await vendor.read('soft', '7'))?.status).toBe('suspended');
  });

  test('missed is null', async () => {
    for (const answer of [
      errorXml('missed', 'soft', '777'),
      errorXml('missed', 'elid'),
      errorXml('missed'),
    ]) {
      const { vendor } = current({ 'soft.edit': answer });
      expect(await vendor.read('soft', '777')).toBeNull();
    }
  });

  test.each([
    ['someone else’s document', '<doc><id>778</id></doc>'],
    ['a form inside that is someone else’s', '<doc><elid>777</elid><doc><id>778</id></doc></doc>'],
    ['a document without an id', '<doc/>'],
    ['missed about another object', errorXml('missed', 'pricelist', '4601')],
  ])('%s proves nothing and is asked again later', async (_, answer) => {
    const { vendor } = current({ 'soft.edit': answer });
    const fault = await caught(vendor.read('soft', '777'));
    expect([fault.type, fault.kind]).toEqual(['upstream_answer_bad', 'passing']);
  });

  test('a right that is missing is no license that is gone', async () => {
    const { vendor } = current({ 'soft.edit': errorXml('access') });
    expect((await caught(vendor.read('soft', '777'))).type).toBe('upstream_access');
  });

  test('a module tells its license and has no key; a platform is named by its comment', async () => {
    const { vendor } = current({
      'addition.edit': '<doc><id>7</id><item>555</item><lickey>K</lickey></doc>',
      'platform.edit': '<doc><id>8</id><comment>vm</comment><lickey>K</lickey></doc>',
    });
    expect(await vendor.read('addition', '7')).toMatchObject({ parentItem: '555', lickey: '' });
    expect(await vendor.read('platform', '8')).toMatchObject({
      licname: 'vm',
      lickey: 'K',
      parentItem: '',
    });
  });
});
