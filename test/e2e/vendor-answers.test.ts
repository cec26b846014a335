import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { serviceIn } from '../support/remoteid.ts';
import { chargedFor, errorOf, journalOf, later, logOf, retryLater, sandbox } from './support.ts';

/* What the vendor's answers do not tell, or tell in a way that cannot be read. */

const ACTIVE = 2;
const SUSPENDED = 3;
const DELETED = 4;

const checkevent = (box: RunningSandbox, ...args: string[]) =>
  box.runModule(['checkevent', ...args]);
const licenseOf = (box: RunningSandbox, item: number): number =>
  box.upstreamServices().find(each => serviceIn(each.remoteid) === String(item))?.id ?? 0;

async function sold(box: RunningSandbox, ip = '192.0.2.10'): Promise<number> {
  const { item, ended } = await box.order({ tariff: '3541', ip, licname: `shop ${ip}` });
  expect(ended).toBe(true);
  return item;
}

/** Every matching answer says this in place of an end date. */
function spoilDate(box: RunningSandbox, date: string, func = 'soft.edit'): void {
  box.addFault({ side: 'upstream', func, action: `field:expiredate${date}`, count: 0 });
}

const NO_DATES = [
  ['30.12.2026', '=30.12.2026'],
  ['12/30/2026', '=12/30/2026'],
  ['2026/12/30', '=2026/12/30'],
  ['0000-00-00', '=0000-00-00'],
  ['nothing', '='],
  ['no field', ''],
] as const;

describe('an end date that is none', () => {
  test.each(NO_DATES)(
    '(%s) is no lifetime: a renewal waits and is bought later',
    async (_, date) => {
      const box = await sandbox();
      const item = await sold(box);
      spoilDate(box, date);
      const first = await box.prolong(item);
      expect(errorOf(first).type).toBe('upstream_answer_bad');
      expect(first).toMatchObject({ exitCode: 1, ended: false });
      expect(box.tasks()).toEqual([]);
      expect(chargedFor(box, item)).toHaveLength(1);
      box.clearFaults();
      expect(await box.retry(first.operation)).toMatchObject({ ended: true });
      expect(chargedFor(box, item)).toHaveLength(2);
    },
  );

  test('after a renewal that answers none either buys no second term', async () => {
    const box = await sandbox();
    const item = await sold(box);
    box.addFault({
      side: 'upstream',
      func: 'service.prolong',
      action: 'field:newexpiredate=30.12.2026',
    });
    box.addFault({
      side: 'upstream',
      func: 'soft.edit',
      action: 'field:expiredate=30.12.2026',
      nth: 2,
      count: 0,
    });
    const first = await box.prolong(item);
    expect(errorOf(first).type).toBe('upstream_answer_bad');
    expect(chargedFor(box, item)).toHaveLength(2);
    box.clearFaults();
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(chargedFor(box, item)).toHaveLength(2);
  });

  test('is told by checkevent for the license that has it; the others are brought over', async () => {
    const box = await sandbox();
    const [bad, good] = [await sold(box, '192.0.2.10'), await sold(box, '192.0.2.11')];
    await checkevent(box);
    for (const item of [bad, good]) box.person('extend', licenseOf(box, item), '1');
    spoilDate(box, '=30.12.2026', `soft.edit&elid=${licenseOf(box, bad)}`);
    const first = await checkevent(box);
    expect(first.exitCode).toBe(1);
    expect(first.stderr).toContain(`license ${licenseOf(box, bad)}: end date "30.12.2026"`);
    // cron mails what is printed: what lasts is told once
    expect(await checkevent(box)).toMatchObject({ exitCode: 1, stderr: '' });
    const end = box.upstreamServices()[0]?.expiredate;
    expect(box.service(good).params['license_expiredate']).toBe(end);
    expect(box.service(bad).params['license_expiredate']).not.toBe(end);
    const journal = await journalOf(box);
    expect((await journal.licenseOf(String(bad)))?.expiredate).toBe(
      box.service(bad).params['license_expiredate'],
    );
    await journal.dispose();
    box.clearFaults();
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(box.service(bad).params['license_expiredate']).toBe(end);
  });

  test('in the list alone changes nothing: the license is read singly', async () => {
    const box = await sandbox();
    const item = await sold(box);
    await checkevent(box);
    spoilDate(box, '=30.12.2026', 'soft');
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    const journal = await journalOf(box);
    expect((await journal.licenseOf(String(item)))?.expiredate).toBe(
      box.upstreamServices()[0]?.expiredate,
    );
    await journal.dispose();
  });

  test('keeps no license from being suspended, changed and deleted', async () => {
    const box = await sandbox();
    const item = await sold(box);
    spoilDate(box, '=');
    expect(await box.suspend(item)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.status).toBe(SUSPENDED);
    expect(await box.setparam(item, { licname: 'renamed' })).toMatchObject({ ended: true });
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.status ?? DELETED).toBe(DELETED);
  });

  test('of a license that was ordered just now makes the opening wait, not order again', async () => {
    const box = await sandbox();
    spoilDate(box, '=30.12.2026');
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 2 });
    expect(errorOf(first).type).toBe('upstream_answer_bad');
    expect(box.tasks()).toEqual([]);
    box.clearFaults();
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(box.charges()).toHaveLength(1);
  });

  test('of a license that a person bought makes no service without an end', async () => {
    const box = await sandbox();
    box.buyByHand({ pricelist: 3541, ip: '192.0.2.10', licname: 'by hand' });
    spoilDate(box, '');
    const words = [
      '--command',
      'import',
      '--module',
      '1',
      '--itemtype',
      'soft',
      '--searchstring',
      '',
    ];
    expect(errorOf(await box.runModule(words)).type).toBe('upstream_answer_bad');
    expect(box.services()).toEqual([]);
  });

  test.each(['=', '=0000-00-00', ''])(
    '(%s) is that of a lifetime where the period is one',
    async date => {
      const box = await sandbox({ conf: '[preset 5577]\nperiod.1 = 0\n' });
      box.set('price.5577.0', '100');
      spoilDate(box, date);
      const { item, ended } = await box.order({ tariff: '5577', ip: '192.0.2.10', period: 1 });
      expect(ended).toBe(true);
      expect(await box.prolong(item)).toMatchObject({ ended: true });
      expect(chargedFor(box, item)).toHaveLength(1);
    },
  );
});

describe('a balance', () => {
  const ANSWERS = [
    ['no right to see it', 'error:access'],
    ['no such function', 'error:missed:func'],
    ['a word', 'field:balance=much'],
    ['nothing', 'field:balance'],
    ['an empty document', 'raw:<doc/>'],
    ['a debt within the credit limit', 'field:balance=-50.00'],
    ['a debt with another minus', 'field:balance=\u221250.00'],
    ['half an answer', 'cut'],
    ['no answer', 'reset'],
  ];

  test.each(ANSWERS)('that the vendor tells so (%s) refuses no order', async (_, action) => {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func: 'subaccount', action, count: 0 });
    for (const ip of ['192.0.2.10', '192.0.2.11']) await sold(box, ip);
    expect(box.charges()).toHaveLength(2);
    expect(box.tasks()).toEqual([]);
    expect(logOf(box)).toMatch(/WARNING the balance (?:is not known|-50\.00 EUR is below)/);
  });

  test('in German writing is read', async () => {
    const box = await sandbox();
    box.addFault({
      side: 'upstream',
      func: 'subaccount',
      action: 'field:balance=1.234,56',
      count: 0,
    });
    await sold(box);
    expect(await box.runModule(['--command', 'getbalance', '--module', '1'])).toMatchObject({
      exitCode: 0,
    });
    expect(box.modules()[0]?.balance).toBe('1234.56');
    expect(logOf(box)).not.toContain('WARNING');
  });

  test('below the price is a warning in the log; what the vendor says counts', async () => {
    const box = await sandbox();
    box.set('balance', '0.01');
    const refused = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf(refused).type).toBe('upstream_money');
    expect(logOf(box)).toMatch(/balance 0\.01 EUR is below the price/);
    expect(box.calls('upstream').map(each => each.func)).toContain('soft.order.param');
  });

  test('that may not be seen is no trouble of checkevent', async () => {
    const box = await sandbox();
    await sold(box);
    box.addFault({ side: 'upstream', func: 'subaccount', action: 'error:access', count: 0 });
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(box.problems()).toEqual([]);
    box.clearCalls();
    await checkevent(box);
    expect(box.calls('upstream').map(each => each.func)).not.toContain('subaccount');
  });

  test('with U+2212 before it is a debt', async () => {
    const box = await sandbox();
    box.addFault({
      side: 'upstream',
      func: 'subaccount',
      action: 'field:balance=\u221250.00',
      count: 0,
    });
    expect(await box.runModule(['--command', 'getbalance', '--module', '1'])).toMatchObject({
      exitCode: 0,
    });
    expect(box.modules()[0]?.balance).toBe('-50.00');
  });
});

describe('an addon that the price list tells without a price', () => {
  const PRICES =
    '<doc><pricelist><id>4601</id><name>Business</name><intname>biz</intname>' +
    '<price currency="EUR"><period cost="10.0000" type="month" length="1"/></price>' +
    '<addon><id>4602</id><name>Nodes</name><addonlimit>1</addonlimit><addonmax>100</addonmax></addon></pricelist></doc>';
  const order = (box: RunningSandbox) => {
    box.addFault({ side: 'upstream', func: 'pricelist.export', action: `raw:${PRICES}`, count: 0 });
    return box.order({ tariff: '4601', ip: '192.0.2.10', addons: { 4602: 3 } });
  };

  test('is ordered', async () => {
    const box = await sandbox({ conf: '[preset 4601]\naddon.4602 = 1\n' });
    expect(await order(box)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.addons).toEqual({ 4602: 4 });
    expect(box.charges()).toHaveLength(1);
  });

  test('is an unknown price where max_cost asks for one', async () => {
    const box = await sandbox({ conf: '[preset 4601]\naddon.4602 = 1\nmax_cost = 100\n' });
    const refused = errorOf(await order(box));
    expect(refused.type).toBe('price_unknown');
    expect(refused.text).toContain('addon 4602');
    expect(box.charges()).toEqual([]);
    expect(box.tasks()).toHaveLength(1);
  });
});

describe('an error document of type "client"', () => {
  test.each(['soft.order.param', 'soft.edit', 'soft.checkip', 'service.prolong', 'soft.suspend'])(
    'of %s is repeated, and nobody is asked',
    async func => {
      const box = await sandbox();
      const item = await sold(box, '192.0.2.1');
      box.addFault({ side: 'upstream', func, action: 'error:client', count: 1 });
      const runs = [
        await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 3 }),
        await box.prolong(item, {}, { attempts: 3 }),
        await box.suspend(item, { attempts: 3 }),
      ];
      await retryLater(box);
      expect(box.operations()).toEqual([]);
      expect(box.faults().map(each => each.fired)).toEqual([1]);
      expect(box.tasks()).toEqual([]);
      expect(box.charges()).toHaveLength(3);
      expect(box.service(runs[0]?.item ?? 0).status).toBe(ACTIVE);
    },
  );
});

describe('a row whose name is damaged', () => {
  test.each(['\u0001', '\u000c', '&#1;', '&#xD800;'])(
    'by %j is read, and what the others tell is brought over',
    async broken => {
      const box = await sandbox();
      const [bad, good] = [await sold(box, '192.0.2.10'), await sold(box, '192.0.2.11')];
      await checkevent(box);
      for (const item of [bad, good]) box.person('extend', licenseOf(box, item), '1');
      const rows = box
        .upstreamServices()
        .map(
          each =>
            `<elem><id>${each.id}</id><licname>shop${broken}</licname><ip>${each.ip}</ip><pricelist_id>3541</pricelist_id>` +
            `<period>1</period><status>2</status><expiredate>${each.expiredate}</expiredate><remoteid>${each.remoteid}</remoteid></elem>`,
        );
      const list = `<doc>${rows.join('')}</doc>`;
      box.addFault({ side: 'upstream', func: 'soft', action: `raw:${list}`, count: 0 });
      expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
      for (const item of [bad, good])
        expect(box.service(item).params['license_expiredate']).toBe(
          box.upstreamServices()[0]?.expiredate,
        );
    },
  );

  test('by half a letter in its own form is not taken over as the name of the service', async () => {
    const box = await sandbox();
    const item = await sold(box);
    box.person('rename', licenseOf(box, item), 'renamed');
    const form = { side: 'upstream', func: 'soft.edit', count: 0 } as const;
    box.addFault({ ...form, action: 'field:licname=re\uFFFDnamed' });
    expect(await checkevent(box)).toMatchObject({ exitCode: 0 });
    expect(box.service(item).params['licname']).toBe('shop 192.0.2.10');
  });
});

describe('a change of tariff', () => {
  test('that the vendor answered and did not make is not told, and is sent again', async () => {
    const box = await sandbox();
    const item = await sold(box);
    const func = 'service.changepricelist';
    box.addFault({ side: 'upstream', func, action: 'raw-before:<doc><ok/></doc>', count: 1 });
    const first = await box.changeTariff(item, '4601');
    expect(errorOf(first)).toMatchObject({
      type: 'upstream_answer_bad',
      text: expect.stringContaining('has the tariff 3541, ordered was 4601'),
    });
    expect(first).toMatchObject({ ended: false });
    expect(box.tasks()).toEqual([]);
    later(box, 5);
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.pricelist).toBe(4601);
  });

  test('that the vendor makes later is not sent again', async () => {
    const box = await sandbox();
    const item = await sold(box);
    const func = 'service.changepricelist';
    box.addFault({ side: 'upstream', func: 'soft.edit', action: 'field:pricelist=3541', count: 0 });
    const first = await box.changeTariff(item, '4601');
    expect(errorOf(first).type).toBe('upstream_answer_bad');
    box.clearFaults();
    box.clearCalls();
    later(box, 5);
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(box.calls('upstream').map(each => each.func)).not.toContain(func);
    expect(box.upstreamServices()[0]?.pricelist).toBe(4601);
  });
});

describe('a function that the vendor does not have', () => {
  test.each([
    ['soft.order.param', 'not_sold_here', 0],
    ['service.prolong', 'not_sold_here', 1],
  ])('(%s) is not sold here: a task, and nothing is looked for', async (func, type, charges) => {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func, action: 'error:missed:func', count: 0 });
    const opened = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const refused = opened.ended ? await box.prolong(opened.item) : opened;
    expect(errorOf(refused).type).toBe(type);
    expect(box.tasks()).toHaveLength(1);
    expect(box.charges()).toHaveLength(charges);
  });

  test('(soft.checkip) leaves the address to the order', async () => {
    const box = await sandbox();
    box.addFault({
      side: 'upstream',
      func: 'soft.checkip',
      action: 'error:missed:func',
      count: 0,
    });
    await sold(box);
    expect(box.charges()).toHaveLength(1);
  });
});

test('orders name the provider that the conf has, and nothing else does', async () => {
  const box = await sandbox({ conf: 'project = 3\n' });
  const item = await sold(box);
  await box.prolong(item);
  const named = box.calls('upstream').filter(each => each.params['project'] !== undefined);
  expect(named.map(each => [each.func, each.params['project']])).toEqual([
    ['soft.order.param', '3'],
  ]);
});

test('an address is asked about with sok=ok', async () => {
  const box = await sandbox();
  await sold(box);
  const [asked] = box.calls('upstream').filter(each => each.func === 'soft.checkip');
  expect(asked?.params['sok']).toBe('ok');
});

test('check_connection says what was expected where something else answers', async () => {
  const box = await sandbox();
  const connection = `<doc><processingmodule><id>1</id><url>${box.url}</url><username>${box.username}</username><password>${box.password}</password></processingmodule></doc>`;
  for (const [action, came] of [
    ['html502', 'HTTP 502, an HTML page'],
    ['other-document', 'a document of another kind'],
    ['raw:<doc func="logon"/>', 'the answer of logon'],
    ['raw:{"doc":{}}', 'JSON where XML was asked for'],
  ] as const) {
    box.clearFaults();
    box.addFault({ side: 'upstream', func: 'soft', action, count: 0 });
    const run = await box.runModule(['--command', 'check_connection'], { stdin: connection });
    expect(errorOf(run).type, action).toBe('upstream_answer_bad');
    expect(errorOf(run).text).toContain(`(${came}; expected was the list of licenses, &lt;doc&gt;`);
  }
});
