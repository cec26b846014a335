import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, journalOf, later, sandbox } from './support.ts';

const WISH = { tariff: '3541', ip: '192.0.2.10' };
const ORDER = { side: 'upstream', func: 'soft.order.param&sok=ok' } as const;

/** A person sets it going again, whatever came of it before. */
async function startAgain(box: RunningSandbox, operation: number) {
  box.billing.store.run('UPDATE runningoperation SET manual = 0');
  return box.retry(operation);
}

const stands = (box: RunningSandbox): boolean => box.operations().length > 0;
const orders = (box: RunningSandbox): number =>
  box.calls('upstream').filter(each => each.func === 'soft.order.param').length;

describe('an order that is carried out and answered with an error document', () => {
  test.each([
    'access',
    'missed:item',
    'value:ip',
    'money',
    'exists:ip',
    'limit',
    'license',
    'unknown',
    'too_many_requests',
    'client',
    'db_locked',
  ])('%s: one charge in eight starts', async type => {
    const box = await sandbox();
    box.addFault({ ...ORDER, action: `error-after:${type}`, count: 1 });
    const { operation, item } = await box.order(WISH);
    for (let start = 1; start <= 8 && stands(box); start++) {
      later(box, 2);
      await startAgain(box, operation);
    }
    expect(box.charges()).toHaveLength(1);
    expect(box.service(item)).toMatchObject({ status: 2 });
  });

  test('ends by itself: checkevent looks once', async () => {
    const box = await sandbox();
    box.addFault({ ...ORDER, action: 'error-after:money', count: 1 });
    const { item, stdout } = await box.order(WISH);
    expect(errorOf({ stdout }).type).toBe('upstream_money');
    await box.runModule(['checkevent']);
    expect(box.service(item)).not.toMatchObject({ status: 2 });
    later(box, 1);
    expect(await box.runModule(['checkevent'])).toMatchObject({ exitCode: 0 });
    expect(box.service(item)).toMatchObject({ status: 2 });
    expect(box.charges()).toHaveLength(1);
  });
});

describe('an order that the vendor carries out and never shows', () => {
  /** Started until nothing is sent any more. */
  async function hidden() {
    const box = await sandbox({ settings: { order_shown: 'never', address_check: 'off' } });
    box.addFault({ ...ORDER, action: 'reset-after', count: 0 });
    const { operation, item } = await box.order(WISH);
    for (let start = 1; start <= 8; start++) {
      later(box, 6);
      await box.retryAll();
    }
    return { box, operation, item };
  }
  const numberOf = async (box: RunningSandbox): Promise<string> => {
    const journal = await journalOf(box);
    const [row] = await journal.operations({ limit: 1 });
    await journal.dispose();
    return String(row?.id);
  };

  test('is charged twice, made one task, and then left alone', async () => {
    const { box } = await hidden();
    expect([box.charges().length, box.tasks().length]).toEqual([2, 1]);
    box.clearCalls();
    for (let run = 1; run <= 3; run++) {
      later(box, 60);
      await box.retryAll();
      await box.runModule(['checkevent']);
    }
    expect(orders(box)).toBe(0);
    expect([box.charges().length, box.tasks().length]).toEqual([2, 1]);
  });

  test('serves the service when a person names it', async () => {
    const { box, item } = await hidden();
    const [first] = box.upstreamServices();
    const id = String(first?.id);
    const number = await numberOf(box);
    const unseen = await box.runModule(['resolve', number, '--license', id, '--yes']);
    expect(unseen).toMatchObject({ exitCode: 1 });
    box.upstream.store.run('UPDATE services SET shown_at = NULL WHERE id = ?', Number(id));
    const asked = await box.runModule(['resolve', number, '--license', id]);
    expect(asked).toMatchObject({ exitCode: 1 });
    expect(asked.stderr).toContain(`license ${id}`);
    expect(asked.stderr).toContain('--yes');
    const said = await box.runModule(['resolve', number, '--license', id, '--yes']);
    expect(said).toMatchObject({ exitCode: 0 });
    await box.runModule(['checkevent']);
    expect(box.service(item)).toMatchObject({ status: 2, params: { license_id: id } });
    expect(box.charges()).toHaveLength(2);
    expect(await box.runModule(['resolve', number, '--none', '--yes'])).toMatchObject({
      exitCode: 1,
    });
  });

  test('is ordered anew when a person says that there is none', async () => {
    const { box, item } = await hidden();
    box.clearFaults();
    box.set('order_shown', 'at_once');
    const number = await numberOf(box);
    expect(await box.runModule(['resolve', number, '--none', '--yes'])).toMatchObject({
      exitCode: 0,
    });
    await box.runModule(['checkevent']);
    expect(box.service(item)).toMatchObject({ status: 2 });
    expect(box.charges()).toHaveLength(3);
  });

  test('ends by itself when a list shows it after all', async () => {
    const { box, item } = await hidden();
    box.set('order_shown', 'at_once');
    box.clearFaults();
    const other = await box.order({ ...WISH, ip: '192.0.2.11' });
    expect(other).toMatchObject({ ended: true });
    const [first] = box.upstreamServices();
    box.upstream.store.run('UPDATE services SET shown_at = NULL WHERE id = ?', first?.id ?? 0);
    await box.runModule(['checkevent']);
    expect(box.service(item)).toMatchObject({
      status: 2,
      params: { license_id: String(first?.id) },
    });
    expect(box.charges()).toHaveLength(3);
  });
});

test('an order that was answered with an id is followed by it, and never sent again', async () => {
  const box = await sandbox({ settings: { order_shown: 'never', address_check: 'off' } });
  const { item } = await box.order(WISH);
  for (let start = 1; start <= 8; start++) {
    later(box, 6);
    await box.retryAll();
  }
  expect([box.charges().length, box.tasks().length]).toEqual([1, 1]);
  box.upstream.store.run('UPDATE services SET shown_at = NULL');
  const [standing] = box.operations();
  await startAgain(box, standing?.id ?? 0);
  expect(box.service(item)).toMatchObject({ status: 2 });
  expect(box.charges()).toHaveLength(1);
});

test('a list that lags twenty seconds charges once', async () => {
  const box = await sandbox({ settings: { order_shown: '20', address_check: 'off' } });
  box.addFault({ ...ORDER, action: 'reset-after', count: 1 });
  const { operation, item } = await box.order(WISH);
  expect(errorOf(await box.retry(operation)).type).toBe('charge_in_doubt');
  box.upstream.store.run('UPDATE services SET shown_at = NULL');
  later(box, 5);
  await box.retryAll();
  expect(box.service(item)).toMatchObject({ status: 2 });
  expect(box.charges()).toHaveLength(1);
});

test('a start that comes before its time asks the vendor nothing', async () => {
  const box = await sandbox();
  box.addFault({ ...ORDER, action: 'reset-before', count: 1 });
  const { operation } = await box.order(WISH);
  box.clearCalls();
  const early = await box.retry(operation);
  expect(errorOf(early).type).toBe('charge_in_doubt');
  expect(box.calls('upstream')).toEqual([]);
  expect(box.tasks()).toEqual([]);
});
