import { describe, expect, test } from 'vitest';
import { type IsoDate, parseDate } from '../../src/base/dates.ts';
import type { ImportedService } from '../../src/billmanager/billmanager.ts';
import { errorDocument } from './fake-root.ts';
import { billing, log, MISSED, root } from './support.ts';

function date(text: string): IsoDate {
  const parsed = parseDate(text);
  if (parsed === null) throw new Error(`${text} is no date`);
  return parsed;
}

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

  test.each([
    ['license_id', {}, ['license_id=9001', 'elid=117', 'crypted=off', 'sok=ok']],
    ['lickey', {}, ['elid=117', 'crypted=off', 'sok=ok', '-e', 'lickey=$CPBILLMGR_SECRET_0']],
    [
      'userpassword',
      { crypted: true },
      ['elid=117', 'crypted=on', 'sok=ok', '-e', 'userpassword=$CPBILLMGR_SECRET_0'],
    ],
    [
      'token',
      { secret: true },
      ['elid=117', 'crypted=off', 'sok=ok', '-e', 'token=$CPBILLMGR_SECRET_0'],
    ],
  ])('%s with %j is told in the other spelling, never in both', async (name, options, params) => {
    await billing.saveParam('117', name, '9001', { ...options, spelling: 'plain' });
    expect(root.paramsOf('service.saveparam')).toEqual(params);
  });

  test('a panel without dropparam drops by saving no value', async () => {
    root.answer('service.dropparam', errorDocument('missed', { object: 'func' }));
    await billing.dropParam('117', 'username');
    expect(root.paramsOf('service.saveparam')).toEqual(['elid=117', 'name=username', 'sok=ok']);
  });

  test('dropping a parameter that is not there is success', async () => {
    root.answer('service.dropparam', MISSED, { when: 'name=lickey' });
    root.answer('service.dropparam', errorDocument('access'), { when: 'name=other' });
    await billing.dropParam('117', 'lickey');
    expect(root.paramsOf('service.dropparam')).toEqual(['elid=117', 'name=lickey', 'sok=ok']);
    await expect(billing.dropParam('117', 'other')).rejects.toMatchObject({
      type: 'billing_refused',
    });
  });

  test('end date and a tariff taken back are told', async () => {
    await billing.setExpiredate('117', date('2027-01-31'));
    await billing.rollbackTariff('117');
    expect(root.paramsOf('service.setexpiredate')).toEqual([
      'elid=117',
      'expiredate=2027-01-31',
      'sok=ok',
    ]);
    expect(root.paramsOf('service.changepricelist.rollback')).toEqual(['elid=117', 'sok=ok']);
  });
});

describe('next module', () => {
  test.each(['<doc/>', '', '<doc><processingmodule>4</processingmodule></doc>'])(
    'is asked for, and %j is not looked at',
    async answer => {
      root.answer('service.getnextmodule', answer);
      await billing.nextModule('117');
      expect(root.paramsOf('service.getnextmodule')).toEqual(['elid=117']);
    },
  );

  test.each([
    ['no_suitable_module', 'final'],
    ['lock', 'passing'],
  ])('a refusal %s is told as %s', async (type, kind) => {
    root.answer('service.getnextmodule', errorDocument(type));
    await expect(billing.nextModule('117')).rejects.toMatchObject({
      type: 'billing_refused',
      kind,
    });
  });
});

describe('reports of the module', () => {
  test('configuration, balance and problem are told', async () => {
    await billing.saveModuleConfig('3', {
      presets: [{ id: '3541', name: 'Lite' }],
      lines: 'Preset 3541-Lite\n',
      mark: 'k7x2p',
      counter: 12,
    });
    await billing.saveBalance('3', '120.50', 'EUR');
    await billing.registerProblem({
      name: 'processingmodule_connect',
      module: '3',
      moduleName: 'Resale',
      message: 'refused: "auth"\n$(id)',
      params: { iid: '117' },
    });
    expect(root.paramsOf('processing.setconfig')).toEqual([
      'elid=3',
      'config=<?xml version="1.0" encoding="UTF-8"?><doc><installation mark="k7x2p" counter="12"/>' +
        '<preset id="3541" name="3541-Lite"/><config>Preset 3541-Lite&#10;</config></doc>',
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
      'param_iid=117',
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
    await expect(billing.importService(service)).rejects.toMatchObject({
      type: 'billing_unreachable',
    });
  });
});
