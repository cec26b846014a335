import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import type { OperationState } from '../../src/journal/records.ts';
import { license } from './support/license.ts';
import { tempJournal } from './support/temp.ts';

async function begun(journal: Journal, item = '117', command = 'open'): Promise<number> {
  const { operation } = await journal.begin({ command, item, runningOperation: null }, '3', {
    status: 'ordered',
  });
  return operation.id;
}

describe('a step', () => {
  test('that is intended again before its result is known has the new intent in its old place', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', { period: '1' });
    await journal.intend(id, 'key', {});
    await journal.intend(id, 'order', { period: '12' });
    expect(await journal.steps(id)).toMatchObject([
      { name: 'order', intent: { period: '12' }, result: null },
      { name: 'key', result: null },
    ]);
  });

  test('adds facts to its operation with its intent', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', {}, { costs: '5.00 EUR' });
    const [row] = await journal.operations({});
    expect(row?.facts).toEqual({ status: 'ordered', costs: '5.00 EUR' });
  });

  test('that is settled cannot be intended again', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', {});
    await journal.settle(id, 'order', { license: '9001' });
    await expect(journal.intend(id, 'order', {})).rejects.toMatchObject({ type: 'internal' });
  });

  test('that was never intended cannot be settled', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await expect(journal.settle(id, 'order', {})).rejects.toMatchObject({ type: 'internal' });
  });

  test('may be settled twice with one result, not with two', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', {});
    await journal.settle(id, 'order', { license: '9001' });
    await journal.settle(id, 'order', { license: '9001' });
    await expect(journal.settle(id, 'order', { license: '9002' })).rejects.toMatchObject({
      type: 'internal',
    });
    expect(await journal.steps(id)).toMatchObject([{ result: { license: '9001' } }]);
  });

  test('is settled together with the ledger or not at all', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.write([{ put: license({ licenseId: '1' }) }]);
    await journal.intend(id, 'order', {});
    // service 117 has a live license already
    const refused = journal.settle(id, 'order', { license: '2' }, [
      { put: license({ licenseId: '2' }) },
    ]);
    await expect(refused).rejects.toMatchObject({ type: 'internal' });
    expect(await journal.steps(id)).toMatchObject([{ result: null }]);
    expect(await journal.licenses({})).toHaveLength(1);
  });

  test('that did not happen is taken back, once or twice', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', {});
    await journal.retract(id, 'order');
    await journal.retract(id, 'order');
    expect(await journal.steps(id)).toEqual([]);
  });

  test('that happened cannot be taken back', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'order', {});
    await journal.settle(id, 'order', {});
    await expect(journal.retract(id, 'order')).rejects.toMatchObject({ type: 'internal' });
  });

  test.each(['done', 'failed'] as const)(
    'cannot be intended for an operation that is %s',
    async state => {
      const journal = await tempJournal();
      const id = await begun(journal);
      await journal.close(id, state, {});
      await expect(journal.intend(id, 'order', {})).rejects.toMatchObject({ type: 'internal' });
    },
  );

  test('cannot be intended for an operation that does not exist', async () => {
    const journal = await tempJournal();
    await expect(journal.intend(5, 'order', {})).rejects.toMatchObject({ type: 'internal' });
  });
});

describe('close', () => {
  const STATES: readonly OperationState[] = ['open', 'waiting', 'done', 'failed'];
  const cases = STATES.flatMap(from =>
    STATES.map(to => ({ from, to, allowed: from === 'open' || from === 'waiting' || from === to })),
  );
  test.each(cases)('from $from to $to: $allowed', async ({ from, to, allowed }) => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.close(id, from, { at: 1 });
    const closing = journal.close(id, to, { at: 2 });
    if (allowed) await closing;
    else await expect(closing).rejects.toMatchObject({ type: 'internal' });
    const [row] = await journal.operations({});
    expect(row).toMatchObject(
      allowed ? { state: to, outcome: { at: 2 } } : { state: from, outcome: { at: 1 } },
    );
  });

  test('carries the ledger with it', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.write([{ put: license() }]);
    const live = await journal.licenseOf('117');
    await journal.close(id, 'done', {}, [{ update: live?.id ?? 0, change: { state: 'ended' } }]);
    expect(await journal.licenseOf('117')).toBeNull();
  });
});

test('note merges into the facts, of an ended operation too', async () => {
  const journal = await tempJournal();
  const id = await begun(journal);
  await journal.note(id, { expiredate: '2026-04-01' });
  await journal.close(id, 'done', {});
  await journal.note(id, { expiredate: '2026-05-01', ip: null });
  const [row] = await journal.operations({});
  expect(row?.facts).toEqual({ status: 'ordered', expiredate: '2026-05-01', ip: null });
});

test('operations answers what was asked for, the latest first', async () => {
  const journal = await tempJournal();
  const first = await begun(journal, '1');
  const second = await begun(journal, '2');
  const third = await begun(journal, '1', 'prolong');
  await journal.close(second, 'waiting', {});
  await journal.close(third, 'done', {});
  const ids = async (query: Parameters<Journal['operations']>[0]) =>
    (await journal.operations(query)).map(each => each.id);
  expect(await ids({})).toEqual([third, second, first]);
  expect(await ids({ limit: 1 })).toEqual([third]);
  expect(await ids({ item: '1' })).toEqual([third, first]);
  expect(await ids({ item: '1', command: 'open' })).toEqual([first]);
  expect(await ids({ states: ['open', 'waiting'] })).toEqual([second, first]);
  expect(await ids({ states: [] })).toEqual([]);
  expect(await ids({ module: '4' })).toEqual([]);
});

describe('secrets', () => {
  test.each(['lickey', 'password', 'userpassword', 'passwd', 'Password', 'authinfo', 'key'])(
    'named %s are refused at any depth',
    async name => {
      const journal = await tempJournal();
      const id = await begun(journal);
      const value = { list: [{ [name]: 'geheim' }] };
      await journal.intend(id, 'order', {});
      const refused = [
        journal.begin({ command: 'open', item: '5', runningOperation: null }, '3', value),
        journal.intend(id, 'order', value),
        journal.settle(id, 'order', value),
        journal.close(id, 'done', value),
        journal.note(id, value),
        journal.remember('fact', value),
      ];
      for (const each of await Promise.allSettled(refused)) {
        expect(each).toMatchObject({ status: 'rejected', reason: { type: 'internal' } });
        expect(JSON.stringify(each)).not.toContain('geheim');
      }
      expect(await journal.steps(id)).toMatchObject([{ intent: {}, result: null }]);
    },
  );

  test('may be spoken of by name', async () => {
    const journal = await tempJournal();
    const id = await begun(journal);
    await journal.intend(id, 'save', { param: 'lickey' });
    expect(await journal.steps(id)).toMatchObject([{ intent: { param: 'lickey' } }]);
  });
});
