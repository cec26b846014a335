import { describe, expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import type { OperationState } from '../../src/journal/records.ts';
import { HandClock } from './support/clock.ts';
import { tempJournal } from './support/temp.ts';

interface Planted {
  readonly id?: string | null;
  readonly item?: string;
  readonly command?: string;
  readonly state: OperationState;
}

/** Puts an operation of service 117 there, prolong, running operation 7 unless said otherwise. */
async function plant(journal: Journal, row: Planted): Promise<number> {
  const { id = '7', item = '117', command = 'prolong', state } = row;
  const begun = await journal.begin(
    { command, item, runningOperation: id },
    '3',
    { planted: true },
    { anew: true },
  );
  if (state !== 'open') await journal.close(begun.operation.id, state, { planted: state });
  return begun.operation.id;
}

describe('begin of prolong 117', () => {
  const cases: readonly {
    title: string;
    rows: readonly Planted[];
    call: string | null;
    anew?: true;
    expected: 'new' | 'resumed' | 'ended';
    /** Index of the planted row that the answer is about. */
    row?: number;
    /** Running operation of the answer's row; the call's unless said otherwise. */
    id?: string | null;
  }[] = [
    { title: 'without any row is new', rows: [], call: '7', expected: 'new' },
    { title: 'by hand without any row is new', rows: [], call: null, expected: 'new' },
    {
      title: 'takes up the open row of its id',
      rows: [{ state: 'open' }],
      call: '7',
      expected: 'resumed',
      row: 0,
    },
    {
      title: 'takes up the waiting row of its id',
      rows: [{ state: 'waiting' }],
      call: '7',
      expected: 'resumed',
      row: 0,
    },
    {
      title: 'by hand joins an open row and leaves it its id',
      rows: [{ state: 'open' }],
      call: null,
      expected: 'resumed',
      row: 0,
      id: '7',
    },
    {
      title: 'by hand joins a waiting row',
      rows: [{ state: 'waiting' }],
      call: null,
      expected: 'resumed',
      row: 0,
      id: '7',
    },
    {
      title: 'with an id takes up a row begun by hand and gives it the id',
      rows: [{ id: null, state: 'open' }],
      call: '7',
      expected: 'resumed',
      row: 0,
    },
    {
      title: 'takes up the open row of its id beside a done one begun by hand',
      rows: [
        { id: null, state: 'done' },
        { id: '7', state: 'open' },
      ],
      call: '7',
      expected: 'resumed',
      row: 1,
    },
    {
      title: 'with another id is another wish, even while the first is open',
      rows: [{ state: 'open' }],
      call: '8',
      expected: 'new',
    },
    {
      title: 'of another service is new',
      rows: [{ item: '118', state: 'open' }],
      call: '7',
      expected: 'new',
    },
    {
      title: 'of another command is new',
      rows: [{ command: 'open', state: 'open' }],
      call: '7',
      expected: 'new',
    },
    {
      title: 'with an id that is done has ended',
      rows: [{ state: 'done' }],
      call: '7',
      expected: 'ended',
      row: 0,
    },
    {
      title: 'with an id that is done begins when it is judged anew',
      rows: [{ state: 'done' }],
      call: '7',
      anew: true,
      expected: 'new',
    },
    {
      title: 'with an id that was done twice tells the latest',
      rows: [{ state: 'done' }, { state: 'done' }],
      call: '7',
      expected: 'ended',
      row: 1,
    },
    {
      title: 'with an id that failed is new',
      rows: [{ state: 'failed' }],
      call: '7',
      expected: 'new',
    },
    {
      title: 'with an id that was done and later failed still tells the done row',
      rows: [{ state: 'done' }, { state: 'failed' }],
      call: '7',
      expected: 'ended',
      row: 0,
    },
    {
      title: 'with an id that failed, then was begun again, takes that one up',
      rows: [{ state: 'failed' }, { state: 'open' }],
      call: '7',
      expected: 'resumed',
      row: 1,
    },
    {
      title: 'anew takes up an unfinished row all the same',
      rows: [{ state: 'done' }, { state: 'open' }],
      call: '7',
      anew: true,
      expected: 'resumed',
      row: 1,
    },
    {
      title: 'by hand is new when the last by hand is done',
      rows: [{ id: null, state: 'done' }],
      call: null,
      expected: 'new',
    },
    {
      title: 'with an id is new when only one by hand is done',
      rows: [{ id: null, state: 'done' }],
      call: '7',
      expected: 'new',
    },
    {
      title: 'by hand is new when an id is done',
      rows: [{ state: 'done' }],
      call: null,
      expected: 'new',
    },
  ];

  test.each(cases)('$title', async ({ rows, call, anew, expected, row, id = call }) => {
    const journal = await tempJournal();
    const planted: number[] = [];
    for (const each of rows) planted.push(await plant(journal, each));

    const key = { command: 'prolong', item: '117', runningOperation: call };
    const begun = await journal.begin(key, '3', { fresh: true }, anew ? { anew } : {});

    expect(begun.kind).toBe(expected);
    expect(begun.operation.runningOperation).toBe(id);
    if (row !== undefined) expect(begun.operation.id).toBe(planted[row]);
    else expect(planted).not.toContain(begun.operation.id);
    expect(await journal.operations({})).toHaveLength(
      planted.length + (expected === 'new' ? 1 : 0),
    );
  });
});

test('by hand joins the oldest of several wishes', async () => {
  const journal = await tempJournal();
  const first = await plant(journal, { id: '7', state: 'open' });
  await plant(journal, { id: '8', state: 'open' });
  const begun = await journal.begin(
    { command: 'prolong', item: '117', runningOperation: null },
    '3',
    {},
  );
  expect(begun.operation.id).toBe(first);
});

test('a resumed operation keeps the facts, module, state and steps of its beginning and counts the attempt', async () => {
  const clock = new HandClock('2026-03-01T12:00:00.123Z');
  const journal = await tempJournal({ clock });
  const key = { command: 'open', item: '117', runningOperation: '7' };
  const { operation } = await journal.begin(key, '3', { expiredate: '2026-03-01' });
  await journal.intend(operation.id, 'order', { remoteid: '117' });
  await journal.settle(operation.id, 'order', { license: '9001' });
  await journal.intend(operation.id, 'key', {});
  await journal.close(operation.id, 'waiting', { told: 'accepted' });
  clock.advance(60_000);

  const again = await journal.begin(key, '4', { expiredate: '2026-04-01' });
  const begun = new Date('2026-03-01T12:00:00.123Z');
  const sent = { at: begun, boot: 'boot', uptimeMs: begun.getTime() };

  expect(again).toEqual({
    kind: 'resumed',
    operation: {
      id: operation.id,
      command: 'open',
      item: '117',
      runningOperation: '7',
      module: '3',
      fingerprint: '',
      state: 'waiting',
      attempts: 2,
      facts: { expiredate: '2026-03-01' },
      outcome: { told: 'accepted' },
      createdAt: new Date('2026-03-01T12:00:00.123Z'),
      updatedAt: new Date('2026-03-01T12:01:00.123Z'),
    },
    steps: [
      {
        name: 'order',
        intent: { remoteid: '117' },
        intendedAt: begun,
        sendings: [sent],
        looks: [],
        result: { license: '9001' },
        cost: null,
      },
      {
        name: 'key',
        intent: {},
        intendedAt: begun,
        sendings: [sent],
        looks: [],
        result: null,
        cost: null,
      },
    ],
  });
});

test('an ended operation comes with its steps and is not counted as an attempt', async () => {
  const journal = await tempJournal();
  const key = { command: 'open', item: '117', runningOperation: '7' };
  const { operation } = await journal.begin(key, '3', {});
  await journal.intend(operation.id, 'order', {});
  await journal.settle(operation.id, 'order', { license: '9001' });
  await journal.close(operation.id, 'done', { expiredate: '2026-04-01' });
  const again = await journal.begin(key, '3', {});
  expect(again).toMatchObject({
    kind: 'ended',
    operation: { attempts: 1, outcome: { expiredate: '2026-04-01' } },
  });
  expect(again.steps).toMatchObject([{ name: 'order', result: { license: '9001' } }]);
});

describe('a number that another service has now', () => {
  const key = { command: 'open', item: '117', runningOperation: '7' };

  test('has no finished operations, and what was under way ends as failed', async () => {
    const journal = await tempJournal();
    const former = { fingerprint: '4 2025-01-31' };
    const done = await journal.begin(key, '3', {}, former);
    await journal.close(done.operation.id, 'done', {});
    const left = await journal.begin({ ...key, runningOperation: '8' }, '3', {}, former);

    const again = await journal.begin(key, '3', {}, { fingerprint: '5 2026-03-01' });

    expect(again.kind).toBe('new');
    expect(await journal.operations({ states: ['failed'] })).toMatchObject([
      { id: left.operation.id, outcome: { fault: 'operation_withdrawn' } },
    ]);
  });

  test('is the same one where nothing that both tell differs, and is known better then', async () => {
    const journal = await tempJournal();
    await journal.begin(key, '3', {}, { fingerprint: '4 ' });
    const again = await journal.begin(key, '3', {}, { fingerprint: ' 2026-03-01' });
    expect(again).toMatchObject({ kind: 'resumed', operation: { fingerprint: '4 2026-03-01' } });
  });
});
