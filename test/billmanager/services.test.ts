import { describe, expect, test } from 'vitest';
import type { ServiceRow } from '../../src/billmanager/billmanager.ts';
import { errorDocument } from './fake-root.ts';
import { billing, functions, ITEMTYPES, log, MISSED, root } from './support.ts';

async function all(rows: AsyncIterable<ServiceRow>): Promise<ServiceRow[]> {
  const list: ServiceRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

const FORM_FIELDS = `
  <id>117</id><elid>117</elid><name>ISPmanager Lite</name><pricelist>5</pricelist><lastpricelist>4</lastpricelist>
  <period>12</period><status>2</status><expiredate>2027-01-31 00:00:00</expiredate><processingmodule>3</processingmodule>
  <createdate>2026-01-31</createdate><account>8</account><ip>192.0.2.7</ip><licname>lic-117</licname><domain>example.com</domain>
  <license_id>9001</license_id><lickey>KEY</lickey><license_expiredate>2027-02-01</license_expiredate>
  <remoteid/><addon_62>4</addon_62><addon_63></addon_63><addon_62_hint>x</addon_62_hint>
  <slist name="period"><val key="1">month</val></slist><tparams><func>soft.edit</func></tparams>`;

describe('service', () => {
  test('all fields of the form are read, whichever level it stands on', async () => {
    const forms = [
      `<doc lang="en" func="soft.edit">${FORM_FIELDS}</doc>`,
      `<doc><doc>${FORM_FIELDS}</doc></doc>`,
      `<doc><elid>117</elid><doc>${FORM_FIELDS}</doc></doc>`,
    ];
    for (const form of forms) {
      root.script('soft.edit', '');
      root.answer('soft.edit', form);
      const service = await billing.service('117');
      expect(service).toEqual({
        id: '117',
        itemtype: 'soft',
        name: 'ISPmanager Lite',
        status: 'active',
        period: 12,
        expiredate: '2027-01-31',
        createdate: '2026-01-31',
        pricelist: '5',
        lastpricelist: '4',
        processingmodule: '3',
        account: '8',
        parent: '',
        ip: '192.0.2.7',
        licname: 'lic-117',
        domain: 'example.com',
        params: new Map([
          ['license_id', '9001'],
          ['lickey', 'KEY'],
          ['license_expiredate', '2027-02-01'],
          ['addon_62_hint', 'x'],
        ]),
      });
    }
  });

  test('what the form does not tell is null or empty', async () => {
    root.answer(
      'soft.edit',
      '<doc><elid>7</elid><period>never</period><expiredate>0000-00-00</expiredate></doc>',
    );
    expect(await billing.service('7')).toEqual({
      id: '7',
      itemtype: 'soft',
      name: '',
      status: null,
      period: null,
      expiredate: null,
      createdate: null,
      pricelist: '',
      lastpricelist: '',
      processingmodule: '',
      account: '',
      parent: '',
      ip: '',
      licname: '',
      domain: '',
      params: new Map(),
    });
  });

  test.each([
    ['<status>1</status>', 'ordered'],
    ['<item_status>2</item_status>', 'active'],
    ['<status>3_autosuspend</status>', 'suspended'],
    ['<status>on</status><item_status>4</item_status>', 'deleted'],
    ['<status>5</status>', 'processing'],
    ['<status>6</status>', null],
    ['<status>23</status>', null],
  ])('the status %s is read as %s', async (fields, status) => {
    root.answer('soft.edit', `<doc><elid>7</elid>${fields}</doc>`);
    expect((await billing.service('7'))?.status).toBe(status);
  });

  test.each([
    ['-100', -100],
    ['0', 0],
    ['1', 1],
    ['1.5', null],
    ['', null],
  ])('the period %j is read as %s', async (period, expected) => {
    root.answer('soft.edit', `<doc><elid>7</elid><period>${period}</period></doc>`);
    expect((await billing.service('7'))?.period).toBe(expected);
  });

  test('the hinted type is asked first, and nothing else when it has the service', async () => {
    root.answer('platform.edit', '<doc><elid>7</elid></doc>');
    expect((await billing.service('7', 'platform'))?.itemtype).toBe('platform');
    expect(functions()).toEqual(['platform.edit']);
  });

  test('a wrong hint leads to the other types, each asked once', async () => {
    root.answer('platform.edit', MISSED);
    root.answer('soft.edit', MISSED, { exit: 1 });
    root.answer('softexternal.edit', '<doc><id>7</id></doc>');
    expect((await billing.service('7', 'platform'))?.itemtype).toBe('softexternal');
    expect(functions()).toEqual(['platform.edit', 'soft.edit', 'softexternal.edit']);
  });

  test('a service that every type misses is null', async () => {
    for (const itemtype of ITEMTYPES) root.answer(`${itemtype}.edit`, MISSED);
    expect(await billing.service('7', 'soft')).toBeNull();
    expect(functions()).toEqual(['soft.edit', 'softexternal.edit', 'platform.edit']);
  });

  test('a form for a new service, which names none, is no service', async () => {
    for (const itemtype of ITEMTYPES)
      root.answer(`${itemtype}.edit`, '<doc><period>1</period><elid/></doc>');
    expect(await billing.service('7')).toBeNull();
  });

  test('a form that belongs to another type is passed over', async () => {
    root.answer('soft.edit', '<doc><elid>7</elid><itemtype>softexternal</itemtype></doc>');
    root.answer('softexternal.edit', '<doc><elid>7</elid><itemtype>55</itemtype></doc>');
    expect((await billing.service('7'))?.itemtype).toBe('softexternal');
  });

  test.each(['<elid>8</elid>', '<id>8</id>', '<id>8</id><elid>7</elid>'])(
    'a form of another service (%s) is never taken for the asked one, nor for a proof that it is gone',
    async ids => {
      root.answer('soft.edit', `<doc>${ids}<lickey>ANOTHER</lickey></doc>`);
      root.answer('softexternal.edit', MISSED);
      root.answer('platform.edit', MISSED);
      await expect(billing.service('7')).rejects.toMatchObject({
        type: 'billing_unreachable',
        kind: 'passing',
      });
    },
  );

  test('a type that refuses does not hide the service of another type, but is logged', async () => {
    root.answer('soft.edit', errorDocument('access', { text: 'no right' }));
    root.answer('softexternal.edit', '<doc><elid>7</elid></doc>');
    expect((await billing.service('7'))?.itemtype).toBe('softexternal');
    expect(log.lines.filter(line => line.startsWith('warning'))).toHaveLength(1);
  });

  test('a type that refuses leaves the question open when no other type has the service', async () => {
    root.answer('soft.edit', errorDocument('busy', { text: 'wait' }));
    root.answer('softexternal.edit', MISSED);
    root.answer('platform.edit', MISSED);
    await expect(billing.service('7')).rejects.toMatchObject({
      type: 'billing_refused',
      kind: 'passing',
    });
  });

  test('an mgrctl that does not answer ends the search at once', async () => {
    root.answer('soft.edit', 'rubbish');
    await expect(billing.service('7')).rejects.toMatchObject({ type: 'billing_unreachable' });
    expect(functions()).toEqual(['soft.edit']);
  });
});

describe('services', () => {
  const row = (id: number, more = '') => `<elem><id>${id}</id>${more}</elem>`;

  test('pages are read until one is empty, in either spelling of the columns', async () => {
    const first = row(
      1,
      '<pricelist>ISPmanager Lite</pricelist><pricelist_id>5</pricelist_id><period>1</period><status>2</status>' +
        '<expiredate>2027-01-31</expiredate><processingmodule>Resale</processingmodule>' +
        '<processingmodule_id>3</processingmodule_id><license_id>9001</license_id>',
    );
    const second = row(
      2,
      '<pricelist>5</pricelist><period>12</period><item_status>3</item_status><i_expiredate>2027-03-01</i_expiredate>' +
        '<processingmodule>3</processingmodule>',
    );
    root.answer('soft', `<doc>${first}${second}</doc>`, { when: 'p_num=1' });
    root.answer('soft', `<doc>${row(3)}</doc>`, { when: 'p_num=2' });
    root.answer('soft', '<doc/>');
    expect(await all(billing.services('soft'))).toEqual([
      {
        id: '1',
        itemtype: 'soft',
        name: '',
        account: '',
        status: 'active',
        pricelist: '5',
        period: 1,
        expiredate: '2027-01-31',
        createdate: null,
        processingmodule: '3',
        params: new Map([['license_id', '9001']]),
        isWhole: false,
      },
      {
        id: '2',
        itemtype: 'soft',
        name: '',
        account: '',
        status: 'suspended',
        pricelist: '5',
        period: 12,
        expiredate: '2027-03-01',
        createdate: null,
        processingmodule: '3',
        params: new Map(),
        isWhole: false,
      },
      {
        id: '3',
        itemtype: 'soft',
        name: '',
        account: '',
        status: null,
        pricelist: '',
        period: null,
        expiredate: null,
        createdate: null,
        processingmodule: '',
        params: new Map(),
        isWhole: false,
      },
    ]);
    expect(functions()).toEqual(['soft', 'soft', 'soft']);
    expect(root.calls()[1]?.args.slice(5)).toEqual(['p_num=2', 'p_cnt=500']);
  });

  test('a panel that does not page ends the reading, every row told once', async () => {
    root.answer('soft', `<doc>${row(1)}${row(2)}</doc>`);
    expect((await all(billing.services('soft'))).map(each => each.id)).toEqual(['1', '2']);
    expect(functions()).toHaveLength(2);
  });

  test('a row that slid to the next page is told once, and a row without an id is left out', async () => {
    root.answer('soft', `<doc>${row(1)}${row(2)}<elem><total>5</total></elem></doc>`, {
      when: 'p_num=1',
    });
    root.answer('soft', `<doc>${row(2)}${row(3)}</doc>`, { when: 'p_num=2' });
    root.answer('soft', '<doc/>');
    expect((await all(billing.services('soft'))).map(each => each.id)).toEqual(['1', '2', '3']);
  });

  test('a page that fails is not taken for the end', async () => {
    root.answer('soft', `<doc>${row(1)}</doc>`, { when: 'p_num=1' });
    root.answer('soft', '', { exit: 1 });
    await expect(all(billing.services('soft'))).rejects.toMatchObject({
      type: 'billing_unreachable',
    });
  });

  test('names of tariffs and modules lead to their ids, unless two have one name', async () => {
    const named = '<pricelist>Lite</pricelist><processingmodule>Resale</processingmodule>';
    root.answer('soft', `<doc>${row(1, named)}</doc>`, { when: 'p_num=1' });
    root.answer('soft', '<doc/>');
    root.answer('pricelist', `<doc>${row(5, '<name>Lite</name>')}</doc>`);
    const twins = [3, 4].map(id => row(id, '<name>Resale</name>')).join('');
    root.answer('processing', `<doc>${twins}</doc>`);
    expect(await all(billing.services('soft'))).toMatchObject([
      { pricelist: '5', processingmodule: '' },
    ]);
  });

  test('those of one module are told apart', async () => {
    const rows = [3, 4].map(id => row(id, `<processingmodule>${id}</processingmodule>`)).join('');
    root.answer('soft', `<doc>${rows}</doc>`);
    expect((await all(billing.services('soft', '4'))).map(({ id }) => id)).toEqual(['4']);
  });
});

describe('resources', () => {
  const service = { id: '7', itemtype: 'soft', pricelist: '1' };

  test('of each kind, by what the client has and what the tariff offers', async () => {
    const addons = { 61: '2', 62: 'on', 63: '12', 64: '', 65: '1', 66: '3' };
    const fields = Object.entries(addons).map(
      ([id, value]) => `<addon_${id}>${value}</addon_${id}>`,
    );
    root.answer('soft.edit', `<doc><elid>7</elid>${fields.join('')}</doc>`);
    const offered = {
      61: '<intname>disk disc</intname><addontype>2</addontype><addonlimit>1.0000</addonlimit><measure>4</measure><addonmaxtrial>2</addonmaxtrial>',
      62: '<intname/><itemtype_intname>ssh</itemtype_intname><addontype>1</addontype>',
      63: '<intname>os</intname><addontype>3</addontype>',
      64: '<intname>mail</intname><addontype>2</addontype><addonlimit>5</addonlimit>',
      65: '<intname>hand</intname><billtype>10</billtype>',
      66: '<intname>traffic</intname><billtype>3</billtype><addonmax>9</addonmax>',
    };
    for (const [id, text] of Object.entries(offered))
      root.answer('pricelist.edit', `<doc><elid>${id}</elid>${text}</doc>`, { when: `elid=${id}` });
    root.answer('enumerationitem.edit', '<doc><elid>12</elid><intname>debian</intname></doc>');
    const none = { included: 0, ordered: 0, most: null, choice: '', measure: '' };
    expect(await billing.resources(service)).toEqual([
      {
        ...none,
        id: '61',
        names: ['disk', 'disc'],
        included: 1,
        ordered: 2,
        most: 2,
        measure: '4',
      },
      { ...none, id: '62', names: ['ssh'], included: 1 },
      { ...none, id: '63', names: ['os'], choice: 'debian' },
      { ...none, id: '64', names: ['mail'], included: 5 },
      { ...none, id: '66', names: ['traffic'], included: 9 },
    ]);
  });

  test('a unit is read with those below it', async () => {
    const gib =
      '<elid>5</elid><intname>gib</intname><lessmeasure>4</lessmeasure><relation>1024</relation>';
    root.answer('measure.edit', `<doc>${gib}</doc>`, { when: 'elid=5' });
    root.answer('measure.edit', '<doc><elid>4</elid><intname>mib</intname></doc>', {
      when: 'elid=4',
    });
    root.answer('measure.edit', MISSED);
    expect(await billing.measures('5')).toEqual([
      { intname: 'gib', relation: 1024 },
      { intname: 'mib', relation: null },
    ]);
    expect(await billing.measures('9')).toEqual([]);
  });
});

test('a product type that the panel does not have has no services; other refusals are told', async () => {
  root.answer('soft', errorDocument('missed', { object: 'func' }));
  expect(await all(billing.services('soft'))).toEqual([]);
  root.answer('platform', errorDocument('missed', { object: 'elid' }));
  await expect(all(billing.services('platform'))).rejects.toMatchObject({
    type: 'billing_refused',
  });
});
