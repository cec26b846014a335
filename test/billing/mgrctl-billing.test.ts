import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { type IsoDate, parseDate } from '../../src/base/dates.ts';
import type { Billing, ImportedService, ServiceRow } from '../../src/billing/billing.ts';
import { Mgrctl } from '../../src/billing/mgrctl.ts';
import { mgrctlBilling } from '../../src/billing/mgrctl-billing.ts';
import { errorDocument, FakeRoot } from './fake-root.ts';
import { LinesLog } from './lines-log.ts';

const MISSED = errorDocument('missed', { object: 'elid', text: 'no such object' });
const ITEMTYPES = ['soft', 'softexternal', 'platform'];

let root: FakeRoot;
let log: LinesLog;
let billing: Billing;

beforeEach(() => {
  root = new FakeRoot();
  log = new LinesLog();
  const clock: Clock = { now: () => new Date(2026, 2, 5, 7, 8, 9), sleep: async () => {} };
  const manager = new Mgrctl({ root: root.path, moduleName: 'pmcpbillmgr', log });
  billing = mgrctlBilling(manager, { itemtypes: ITEMTYPES, log, clock });
});
afterEach(() => root.remove());

const functions = () => root.calls().map(each => each.func);

function date(text: string): IsoDate {
  const parsed = parseDate(text);
  if (parsed === null) throw new Error(`${text} is no date`);
  return parsed;
}

async function all(rows: AsyncIterable<ServiceRow>): Promise<ServiceRow[]> {
  const list: ServiceRow[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

const FORM_FIELDS = `
  <id>117</id><elid>117</elid><name>ISPmanager Lite</name><pricelist>5</pricelist><lastpricelist>4</lastpricelist>
  <period>12</period><status>2</status><expiredate>2027-01-31 00:00:00</expiredate><processingmodule>3</processingmodule>
  <account>8</account><ip>192.0.2.7</ip><licname>lic-117</licname><domain>example.com</domain>
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
        pricelist: '5',
        lastpricelist: '4',
        processingmodule: '3',
        account: '8',
        ip: '192.0.2.7',
        licname: 'lic-117',
        domain: 'example.com',
        params: new Map([
          ['license_id', '9001'],
          ['lickey', 'KEY'],
          ['license_expiredate', '2027-02-01'],
          ['remoteid', ''],
          ['addon_62_hint', 'x'],
        ]),
        addons: new Map([['62', '4']]),
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
      pricelist: '',
      lastpricelist: '',
      processingmodule: '',
      account: '',
      ip: '',
      licname: '',
      domain: '',
      params: new Map(),
      addons: new Map(),
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
    for (const itemtype of ITEMTYPES) root.answer(`${itemtype}.edit`, '<doc><period>1</period><elid/></doc>');
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
    await expect(billing.service('7')).rejects.toMatchObject({ type: 'billing_refused', kind: 'passing' });
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
        status: 'active',
        pricelist: '5',
        period: 1,
        expiredate: '2027-01-31',
        processingmodule: '3',
        params: new Map([['license_id', '9001']]),
      },
      {
        id: '2',
        itemtype: 'soft',
        status: 'suspended',
        pricelist: '5',
        period: 12,
        expiredate: '2027-03-01',
        processingmodule: '3',
        params: new Map(),
      },
      {
        id: '3',
        itemtype: 'soft',
        status: null,
        pricelist: '',
        period: null,
        expiredate: null,
        processingmodule: '',
        params: new Map(),
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
    root.answer('soft', `<doc>${row(1)}${row(2)}<elem><total>5</total></elem></doc>`, { when: 'p_num=1' });
    root.answer('soft', `<doc>${row(2)}${row(3)}</doc>`, { when: 'p_num=2' });
    root.answer('soft', '<doc/>');
    expect((await all(billing.services('soft'))).map(each => each.id)).toEqual(['1', '2', '3']);
  });

  test('a page that fails is not taken for the end', async () => {
    root.answer('soft', `<doc>${row(1)}</doc>`, { when: 'p_num=1' });
    root.answer('soft', '', { exit: 1 });
    await expect(all(billing.services('soft'))).rejects.toMatchObject({ type: 'billing_unreachable' });
  });
});

describe('tariff', () => {
  test('its names, type and included amount are read', async () => {
    root.answer(
      'pricelist.edit',
      `<doc><elid>5</elid><name>Lite</name><intname>3541-ISPmanager Lite</intname><itemtype>soft</itemtype>
       <addonlimit>1.0000</addonlimit><parent>4</parent></doc>`,
    );
    expect(await billing.tariff('5')).toEqual({
      id: '5',
      name: 'Lite',
      intname: '3541-ISPmanager Lite',
      itemtype: 'soft',
      addonlimit: 1,
      params: new Map([['parent', '4']]),
    });
  });

  test('an amount that is not told is 0', async () => {
    root.answer('pricelist.edit', '<doc><id>5</id><addonlimit></addonlimit><name_en>Lite</name_en></doc>');
    expect(await billing.tariff('5')).toMatchObject({ addonlimit: 0, name: 'Lite', intname: '' });
  });

  test('another tariff or none in the answer is passing, a missing one is refused', async () => {
    root.answer('pricelist.edit', '<doc><elid>6</elid></doc>', { when: 'elid=5' });
    root.answer('pricelist.edit', '<doc/>', { when: 'elid=6' });
    root.answer('pricelist.edit', MISSED);
    await expect(billing.tariff('5')).rejects.toMatchObject({ type: 'billing_unreachable', kind: 'passing' });
    await expect(billing.tariff('6')).rejects.toMatchObject({ type: 'billing_unreachable' });
    await expect(billing.tariff('7')).rejects.toMatchObject({ type: 'billing_refused', errorType: 'missed' });
  });
});

describe('processing modules', () => {
  test('settings are read, and the password is not logged', async () => {
    root.answer(
      'processing.edit',
      `<doc><elid>3</elid><name>Resale</name><module>pmcpbillmgr</module><url>https://up.example/billmgr</url>
       <username>me</username><password>hunter2</password><dialect>current</dialect></doc>`,
    );
    expect(await billing.module('3')).toEqual({
      id: '3',
      name: 'Resale',
      module: 'pmcpbillmgr',
      url: 'https://up.example/billmgr',
      username: 'me',
      password: 'hunter2',
      params: new Map([['dialect', 'current']]),
    });
    expect(log.lines.join('\n')).not.toContain('hunter2');
  });

  test('all modules are listed without their connection settings', async () => {
    root.answer(
      'processing',
      `<doc><elem><id>3</id><name>Resale</name><module>pmcpbillmgr</module><url>u</url></elem>
       <elem><id>4</id><name>FTP</name><module>pmcpispmgr</module></elem></doc>`,
    );
    const settings = { url: '', username: '', password: '', params: new Map() };
    expect(await billing.modules()).toEqual([
      { id: '3', name: 'Resale', module: 'pmcpbillmgr', ...settings },
      { id: '4', name: 'FTP', module: 'pmcpispmgr', ...settings },
    ]);
  });
});

describe('running operation', () => {
  test('its tries, state and task are read', async () => {
    root.answer(
      'runningoperation.edit',
      `<doc><elid>40</elid><item>117</item><command>open</command><trycount>10</trycount><manual>on</manual>
       <task>6</task></doc>`,
    );
    expect(await billing.runningOperation('40')).toEqual({
      id: '40',
      item: '117',
      command: 'open',
      trycount: 10,
      manual: true,
      hasTask: true,
    });
  });

  test('a fresh one has no tries and no task', async () => {
    root.answer('runningoperation.edit', '<doc><id>40</id><manual>off</manual><task/></doc>');
    expect(await billing.runningOperation('40')).toMatchObject({
      trycount: 0,
      manual: false,
      hasTask: false,
    });
  });

  test('one that has ended is null; any other refusal is not', async () => {
    root.answer('runningoperation.edit', MISSED, { when: 'elid=40' });
    root.answer('runningoperation.edit', errorDocument('access'));
    expect(await billing.runningOperation('40')).toBeNull();
    await expect(billing.runningOperation('41')).rejects.toMatchObject({ type: 'billing_refused' });
  });

  test('an error is recorded, and the operation set to manual', async () => {
    const xml = '<doc><processingmodule id="3"><error type="internal"/></processingmodule></doc>\n';
    await billing.recordError('40', xml);
    await billing.setManual('40');
    expect(root.paramsOf('runningoperation.edit')).toEqual(['elid=40', `errorxml=${xml}`, 'sok=ok']);
    expect(root.paramsOf('runningoperation.setmanual')).toEqual(['elid=40']);
  });
});

describe('task', () => {
  const task = { command: 'open', item: '117', runningOperation: '40' };

  test.each([
    '<doc><task_type>12</task_type></doc>',
    '<doc><model><task_type>12</task_type></model></doc>',
    '<doc><doc><task_type>12</task_type></doc></doc>',
  ])('is created of the type that %s names', async answer => {
    root.answer('task.gettype', answer);
    await billing.createTask(task);
    expect(root.paramsOf('task.gettype')).toEqual(['operation=open', 'item=117']);
    expect(root.paramsOf('task.edit')).toEqual(['item=117', 'runningoperation=40', 'type=12', 'sok=ok']);
  });

  test.each(['<doc><task_type/></doc>', '<doc/>'])('is not created when %s names no type', async answer => {
    root.answer('task.gettype', answer);
    await billing.createTask(task);
    expect(functions()).toEqual(['task.gettype']);
  });
});

describe('outcome', () => {
  test('a service is activated under its own product type, a key among the fields hidden', async () => {
    const fields = new Map([
      ['ip', '192.0.2.7'],
      ['lickey', 'KEY-1'],
    ]);
    await billing.activate({ id: '117', itemtype: 'softexternal' }, fields);
    await billing.activate({ id: '118', itemtype: 'soft' });
    expect(root.paramsOf('softexternal.open')).toEqual([
      'ip=192.0.2.7',
      'elid=117',
      'sok=ok',
      '-e',
      'lickey=$CPBILLMGR_SECRET_0',
    ]);
    expect(root.paramsOf('soft.open')).toEqual(['elid=118', 'sok=ok']);
  });

  test.each([
    'postopen',
    'postreopen',
    'postopeninterrupt',
    'postsuspend',
    'postresume',
    'postclose',
    'postsetparam',
    'postprolong',
  ] as const)('%s is told', async command => {
    await billing.post(command, '117');
    expect(root.paramsOf(`service.${command}`)).toEqual(['elid=117', 'sok=ok']);
  });

  test('a plain parameter stands in the arguments', async () => {
    await billing.saveParam('117', 'license_id', '9001');
    expect(root.paramsOf('service.saveparam')).toEqual([
      'elid=117',
      'name=license_id',
      'value=9001',
      'sok=ok',
    ]);
  });

  test.each([
    ['lickey', {}, []],
    ['token', { secret: true }, []],
    ['userpassword', { secret: true }, ['crypted=on']],
    ['userpassword', {}, ['crypted=on']],
    ['other', { crypted: true }, ['crypted=on']],
    ['userpassword', { crypted: false }, []],
  ])('the value of %s with %j is hidden', async (name, options, crypted) => {
    await billing.saveParam('117', name, 'V4LUE', options);
    const seen = root.calls()[0];
    expect(seen?.args.slice(5)).toEqual([
      'elid=117',
      `name=${name}`,
      ...crypted,
      'sok=ok',
      '-e',
      'value=$CPBILLMGR_SECRET_0',
    ]);
    expect(seen?.environment.get('CPBILLMGR_SECRET_0')).toBe('V4LUE');
    expect(log.lines.join('\n')).not.toContain('V4LUE');
  });

  test('dropping a parameter that is not there is success', async () => {
    root.answer('service.dropparam', MISSED, { when: 'name=lickey' });
    root.answer('service.dropparam', errorDocument('access'), { when: 'name=other' });
    await billing.dropParam('117', 'lickey');
    expect(root.paramsOf('service.dropparam')).toEqual(['elid=117', 'name=lickey', 'sok=ok']);
    await expect(billing.dropParam('117', 'other')).rejects.toMatchObject({ type: 'billing_refused' });
  });

  test('status, end date and a tariff taken back are told', async () => {
    await billing.setStatus('117', 'suspended');
    await billing.setExpiredate('117', date('2027-01-31'));
    await billing.rollbackTariff('117');
    expect(root.paramsOf('service.setstatus')).toEqual(['elid=117', 'service_status=3', 'sok=ok']);
    expect(root.paramsOf('service.setexpiredate')).toEqual(['elid=117', 'expiredate=2027-01-31', 'sok=ok']);
    expect(root.paramsOf('service.changepricelist.rollback')).toEqual(['elid=117', 'sok=ok']);
  });
});

describe('next module', () => {
  test.each([
    '<doc><processingmodule>4</processingmodule></doc>',
    '<doc><nextmodule>4</nextmodule></doc>',
    '<doc><module>4</module></doc>',
    '<doc><module id="4"/></doc>',
    '<doc><modules><module id="4"/></modules></doc>',
    '<doc><doc><id>4</id></doc></doc>',
    '<doc><module>pmcpbillmgr</module><id>4</id></doc>',
    '<doc><id>117</id><processingmodule>4</processingmodule></doc>',
  ])('is read from %s', async answer => {
    root.answer('service.getnextmodule', answer);
    expect(await billing.nextModule('117')).toBe('4');
    expect(root.paramsOf('service.getnextmodule')).toEqual(['elid=117']);
  });

  test.each([
    '<doc/>',
    '',
    '<doc><processingmodule/></doc>',
    '<doc><module>0</module></doc>',
    '<doc><id>117</id></doc>',
    MISSED,
    errorDocument('no_suitable_module'),
  ])('is null when the answer is %j', async answer => {
    root.answer('service.getnextmodule', answer);
    expect(await billing.nextModule('117')).toBeNull();
  });

  test('any other refusal is told', async () => {
    root.answer('service.getnextmodule', errorDocument('lock', { text: 'wait' }));
    await expect(billing.nextModule('117')).rejects.toMatchObject({ kind: 'passing' });
  });
});

describe('reports of the module', () => {
  test('configuration, balance and problem are told', async () => {
    await billing.saveModuleConfig('3', '<doc><preset id="3541"/></doc>');
    await billing.saveBalance('3', '120.50', 'EUR');
    await billing.registerProblem({
      name: 'processingmodule_connect',
      module: '3',
      moduleName: 'Resale',
      message: 'refused: "auth"\n$(id)',
    });
    expect(root.paramsOf('processing.setconfig')).toEqual([
      'elid=3',
      'config=<doc><preset id="3541"/></doc>',
    ]);
    expect(root.paramsOf('processing.savebalance')).toEqual([
      'processingmodule=3',
      'balance=120.50',
      'currency=EUR',
      'notify_time=2026-03-05 07:08:09',
      'sok=ok',
    ]);
    expect(root.paramsOf('problems.register')).toEqual([
      'name=processingmodule_connect',
      'id=3',
      'level=error',
      'param_pm_name=Resale',
      'param_pm_id=3',
      'param_errormsg=refused: "auth"\n$(id)',
      'sok=ok',
    ]);
  });
});

describe('import', () => {
  const service: ImportedService = {
    module: '3',
    itemtype: 'soft',
    pricelist: '3541-ISPmanager Lite',
    name: 'lic-9001',
    status: 'active',
    period: 1,
    expiredate: date('2027-01-31'),
    params: new Map([
      ['license_id', '9001'],
      ['lickey', 'KEY-9001'],
      ['userpassword', 'pw'],
      ['sok', 'no'],
    ]),
  };

  test('answers the new service, its secrets hidden, its facts not to be overridden', async () => {
    root.answer('processing.import.service', '<doc><service_id>118</service_id></doc>');
    expect(await billing.importService(service)).toBe('118');
    expect([...root.paramsOf('processing.import.service')].sort()).toEqual(
      [
        '-e',
        '-e',
        'expiredate=2027-01-31',
        'import_itemtype_intname=soft',
        'import_pricelist_intname=3541-ISPmanager Lite',
        'import_service_name=lic-9001',
        'license_id=9001',
        'lickey=$CPBILLMGR_SECRET_0',
        'module=3',
        'period=1',
        'sok=ok',
        'status=2',
        'userpassword=$CPBILLMGR_SECRET_1',
      ].sort(),
    );
    expect(log.lines.join('\n')).not.toContain('KEY-9001');
  });

  test('what is not known is left out', async () => {
    root.answer('processing.import.service', '<doc><doc><service_id>118</service_id></doc></doc>');
    await billing.importService({ ...service, period: null, expiredate: null, params: new Map() });
    const names = root.paramsOf('processing.import.service').map(each => each.split('=')[0]);
    expect(names).not.toContain('period');
    expect(names).not.toContain('expiredate');
  });

  test('an answer without the new id is no success', async () => {
    root.answer('processing.import.service', '<doc/>');
    await expect(billing.importService(service)).rejects.toMatchObject({ type: 'billing_unreachable' });
  });
});
