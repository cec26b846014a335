import { describe, expect, test } from 'vitest';
import { ordered } from '../support/remoteid.ts';
import {
  chargedFor,
  deleteState,
  errorOf,
  impatientFor,
  journalOf,
  retryLater,
  sandbox,
} from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;

describe('a monthly license', () => {
  test('is sold, renewed, suspended, resumed and closed, each with one upstream call of its own', async () => {
    const box = await sandbox();
    const opened = await box.order({ tariff: '3541', ip: '192.0.2.10', licname: 'shop' });
    expect(opened).toMatchObject({ exitCode: 0, stdout: '', ended: true });
    const { item } = opened;
    const [license] = box.upstreamServices();
    expect(license).toMatchObject({
      remoteid: ordered(item),
      ip: '192.0.2.10',
      licname: 'shop',
      status: ACTIVE,
      autoprolong: 'null',
    });
    expect(box.service(item)).toMatchObject({ status: ACTIVE });
    expect(box.service(item).params).toMatchObject({
      license_id: String(license?.id),
      lickey: license?.lickey,
      license_expiredate: license?.expiredate,
    });

    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(chargedFor(box, item)).toHaveLength(2);
    expect(box.service(item).params['license_expiredate']).toBe(
      box.upstreamServices()[0]?.expiredate,
    );

    expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices()[0]?.status).toBe(SUSPENDED);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices()[0]?.status).toBe(ACTIVE);

    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices().filter(each => each.status === ACTIVE)).toEqual([]);
    expect(chargedFor(box, item)).toHaveLength(2);
  });

  test('is opened with few calls: the guards once, then address check, order, reading', async () => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.clearCalls();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.11' });
    expect(box.calls('upstream').map(each => each.func)).toEqual([
      'soft.checkip',
      'soft.order.param',
      'soft.edit',
    ]);
    box.clearCalls();
    await box.prolong(item);
    expect(box.calls('upstream').map(each => each.func)).toEqual(['soft.edit', 'service.prolong']);
  });
});

describe('periods', () => {
  test('14 monthly renewals of a license bought by the year make two charges in all, each when needed', async () => {
    const box = await sandbox({ conf: '[preset 3541]\nperiod.1 = 12\n' });
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10', period: 1 });
    const counts: number[] = [];
    for (let month = 1; month <= 14; month++) {
      expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
      counts.push(chargedFor(box, item).length);
    }
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
    expect(box.service(item).expiredate).not.toBe(box.upstreamServices()[0]?.expiredate);
  });

  test('the same holds where BILLmanager moves the end date only at postprolong', async () => {
    const box = await sandbox({
      conf: '[preset 3541]\nperiod.1 = 12\n',
      settings: { prolong_reading: 'before' },
    });
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10', period: 1 });
    const counts: number[] = [];
    for (let month = 1; month <= 14; month++) {
      await box.prolong(item);
      counts.push(chargedFor(box, item).length);
    }
    expect(counts).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
  });

  test.each(['after', 'before'])(
    'month by month each renewal is charged once (dates move %s)',
    async reading => {
      const box = await sandbox({ settings: { prolong_reading: reading } });
      const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
      for (let month = 1; month <= 5; month++) {
        await box.prolong(item);
        expect(chargedFor(box, item)).toHaveLength(1 + month);
      }
      expect(box.upstreamServices()[0]?.expiredate).toBe(box.service(item).expiredate);
    },
  );

  test('a year sold is bought as twelve months where upstream sells months only', async () => {
    const box = await sandbox({ conf: '[preset 9203]\nperiod.12 = 1\n' });
    const { item } = await box.order({ tariff: '9203', ip: '192.0.2.10', period: 12 });
    expect(chargedFor(box, item)).toHaveLength(12);
    await box.prolong(item);
    expect(chargedFor(box, item)).toHaveLength(24);
  });

  test('a lifetime license is bought once', async () => {
    const box = await sandbox({ conf: '[preset 5577]\nperiod.1 = 0\n' });
    box.set('price.5577.0', '100');
    const { item, stdout } = await box.order({ tariff: '5577', ip: '192.0.2.10', period: 1 });
    expect(stdout).toBe('');
    for (let month = 1; month <= 3; month++)
      expect(await box.prolong(item)).toMatchObject({ ended: true });
    expect(chargedFor(box, item)).toHaveLength(1);
  });
});

describe('running operations', () => {
  test('two of them are two renewals, one started five times is one', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const first = await box.prolong(item);
    await box.prolong(item);
    expect(chargedFor(box, item)).toHaveLength(3);
    const again = [
      '--command',
      'prolong',
      '--item',
      String(item),
      '--runningoperation',
      String(first.operation),
    ];
    for (let time = 1; time <= 5; time++)
      expect(await box.runModule(again)).toMatchObject({ exitCode: 0 });
    expect(chargedFor(box, item)).toHaveLength(3);
  });

  test('an opening that is started again after it ended orders nothing', async () => {
    const box = await sandbox();
    const { item, operation } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const again = [
      '--command',
      'open',
      '--item',
      String(item),
      '--runningoperation',
      String(operation),
    ];
    expect(await box.runModule(again)).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await box.runModule(['open', String(item)])).toMatchObject({ exitCode: 0 });
    expect(chargedFor(box, item)).toHaveLength(1);
  });
});

describe('lost answers', () => {
  test.each(['reset-after', 'hang-after', 'html502', 'cut', 'empty'])(
    'an order whose answer ends in "%s" is found, not placed again',
    async fault => {
      const box = await sandbox(impatientFor(fault));
      box.addFault({ side: 'upstream', func: 'soft.order.param', action: fault, count: 1 });
      const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 3 });
      await retryLater(box);
      expect(box.service(item).status).toBe(ACTIVE);
      expect(box.upstreamServices()).toHaveLength(1);
      expect(box.charges()).toHaveLength(1);
    },
  );

  test.each(['reset-after', 'hang-after', 'cut'])(
    'a renewal whose answer ends in "%s" is charged once',
    async fault => {
      const box = await sandbox(impatientFor(fault));
      const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
      box.addFault({ side: 'upstream', func: 'service.prolong', action: fault, count: 1 });
      await box.prolong(item, {}, { attempts: 3 });
      expect(chargedFor(box, item)).toHaveLength(2);
      expect(box.operations()).toEqual([]);
    },
  );

  test('an order that never arrived is placed again', async () => {
    const box = await sandbox();
    box.addFault({
      side: 'upstream',
      func: 'soft.order.param',
      action: 'reset-before',
      count: 1,
    });
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 3 });
    expect(box.charges()).toEqual([]);
    await retryLater(box);
    expect(box.service(item).status).toBe(ACTIVE);
    expect(box.charges()).toHaveLength(1);
  });

  test('a filter that somebody set upstream hides no order', async () => {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'reset-after', count: 1 });
    box.setFilter('soft', { ip: '203.0.113.99' });
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 3 });
    expect(chargedFor(box, item)).toHaveLength(1);
  });
});

describe('a deleted state file', () => {
  test('costs nothing: every operation goes on with what upstream and BILLmanager know', async () => {
    const box = await sandbox();
    const { item, operation } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    deleteState(box);
    await box.runModule([
      '--command',
      'open',
      '--item',
      String(item),
      '--runningoperation',
      String(operation),
    ]);
    expect(chargedFor(box, item)).toHaveLength(1);
    deleteState(box);
    expect(await box.prolong(item)).toMatchObject({ ended: true });
    expect(chargedFor(box, item)).toHaveLength(2);
    for (const act of [box.suspend(item), box.resume(item)]) await act;
    deleteState(box);
    expect(await box.suspend(item)).toMatchObject({ ended: true });
    deleteState(box);
    expect(await box.resume(item)).toMatchObject({ ended: true });
    deleteState(box);
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(chargedFor(box, item)).toHaveLength(2);
  });

  test('between a lost order and its retry does not order again', async () => {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func: 'soft.order.param', action: 'reset-after', count: 1 });
    box.addFault({ side: 'upstream', func: 'soft', action: 'reset-before', count: 1 });
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(first.ended).toBe(false);
    deleteState(box);
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(box.charges()).toHaveLength(1);
  });

  test('is made whole by one walk through the list, and not walked again', async () => {
    const box = await sandbox();
    for (const ip of ['192.0.2.10', '192.0.2.11']) await box.order({ tariff: '3541', ip });
    deleteState(box);
    await box.order({ tariff: '3541', ip: '192.0.2.12' });
    box.clearCalls();
    await box.order({ tariff: '3541', ip: '192.0.2.13' });
    expect(box.calls('upstream').map(each => each.func)).not.toContain('soft');
    const journal = await journalOf(box);
    expect(await journal.licenses({ state: 'live' })).toHaveLength(4);
    await journal.dispose();
  });
});

describe('refusals', () => {
  test.each([
    ['an unknown preset', { tariff: '45', ip: '192.0.2.10' }, 'preset_unknown'],
    [
      'a period that upstream does not sell',
      { tariff: '3541', ip: '192.0.2.10', period: 7 },
      'period_unsold',
    ],
    ['no address', { tariff: '3541' }, 'address_missing'],
  ])('%s: a final error, a task, no charge', async (_, wish, type) => {
    const box = await sandbox();
    const { stdout, exitCode, ended } = await box.order(wish);
    expect(errorOf({ stdout }).type).toBe(type);
    expect({ exitCode, ended }).toEqual({ exitCode: 1, ended: false });
    expect(box.tasks()).toHaveLength(1);
    expect(box.charges()).toEqual([]);
  });

  test('bad credentials are said in the language of the client, with a task and a panel problem', async () => {
    const box = await sandbox({ settings: { lang: 'ru' } });
    box.set('password', 'changed-meanwhile');
    const { stdout } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf({ stdout })).toMatchObject({
      type: 'upstream_auth',
      text: expect.stringContaining('имя пользователя'),
    });
    expect(box.tasks()).toHaveLength(1);
    expect(box.problems()).toHaveLength(1);
  });

  test('an address that has a license already, a price above max_cost, an account that the vendor finds empty: no charge', async () => {
    const box = await sandbox({ conf: '[preset 4601]\nmax_cost = 0.01\n' });
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf(await box.order({ tariff: '3541', ip: '192.0.2.10' })).type).toBe(
      'address_refused',
    );
    expect(errorOf(await box.order({ tariff: '4601', ip: '192.0.2.11' })).type).toBe(
      'price_above_max',
    );
    box.set('balance', '0.01');
    deleteState(box);
    expect(errorOf(await box.order({ tariff: '3541', ip: '192.0.2.12' })).type).toBe(
      'upstream_money',
    );
    expect(box.charges()).toHaveLength(1);
    expect(box.tasks()).toHaveLength(3);
  });

  test('an upstream that is down leaves the operation to be retried; the tenth attempt makes a task', async () => {
    const box = await sandbox();
    await box.setListening(false);
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10' }, { attempts: 9 });
    expect(errorOf(first).type).toBe('upstream_unreachable');
    expect(box.tasks()).toEqual([]);
    await box.retry(first.operation);
    expect(box.tasks()).toHaveLength(1);
    await box.setListening(true);
    expect(await box.retry(first.operation)).toMatchObject({ ended: true });
    expect(box.charges()).toHaveLength(1);
  });
});
