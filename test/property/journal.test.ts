import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { contents, JournalModel } from './journal-model.ts';
import { runs } from './runs.ts';

const CONNECTIONS = 3;

const call = fc.record({
  command: fc.constantFrom('open', 'prolong'),
  item: fc.constantFrom('1', '2'),
  runningOperation: fc.constantFrom(null, '10', '11'),
});
const id = fc.integer({ min: 1, max: 8 });
const step = fc.constantFrom('order', 'prolong 1', 'post');
const text = fc.constantFrom('a', 'b');
const state = fc.constantFrom(
  'open' as const,
  'waiting' as const,
  'done' as const,
  'failed' as const,
);

/** One deed, by one of the connections. */
const deed = fc.tuple(
  fc.nat(CONNECTIONS - 1),
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('begin' as const), call, anew: fc.boolean() }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('intend' as const), id, step, text }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('settle' as const), id, step, text }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('retract' as const), id, step }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('close' as const), id, state }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  ),
);

async function withConnections(
  work: (open: () => Promise<Journal>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-model-'));
  const opened: Journal[] = [];
  try {
    await work(async () => {
      const journal = await openJournal({ file: join(folder, 'state/state.db') });
      opened.push(journal);
      return journal;
    });
  } finally {
    for (const journal of opened) await journal.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** True when it was done, false when the journal refused; any other fault is one. */
async function isAllowed(act: Promise<unknown>): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (error) {
    if (error instanceof Fault && error.type === 'internal') return false;
    throw error;
  }
}

describe('the journal', () => {
  test('keeps its rules whatever several connections do in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 60 }), deeds =>
        withConnections(async open => {
          const journals = await Promise.all(Array.from({ length: CONNECTIONS }, open));
          const model = new JournalModel();
          for (const [who, what] of deeds) {
            const journal = journals[who] ?? (await open());
            switch (what.kind) {
              case 'begin': {
                const begun = await journal.begin(what.call, '1', {}, { anew: what.anew });
                expect({ kind: begun.kind, id: begun.operation.id }).toEqual(
                  model.begin(what.call, what.anew),
                );
                break;
              }
              case 'intend':
                expect(
                  await isAllowed(journal.intend(what.id, what.step, { text: what.text })),
                ).toBe(model.intend(what.id, what.step, what.text));
                break;
              case 'settle':
                expect(
                  await isAllowed(journal.settle(what.id, what.step, { text: what.text })),
                ).toBe(model.settle(what.id, what.step, what.text));
                break;
              case 'retract':
                expect(await isAllowed(journal.retract(what.id, what.step))).toBe(
                  model.retract(what.id, what.step),
                );
                break;
              case 'close':
                expect(await isAllowed(journal.close(what.id, what.state, {}))).toBe(
                  model.close(what.id, what.state),
                );
                break;
              case 'reopen':
                await journal.dispose();
                journals[who] = await open();
            }
          }
          expect(await contents(journals[0] ?? (await open()))).toEqual(model.operations);
        }),
      ),
      runs(150),
    );
  });

  test('gives a released license to one service only, and a service one license only', async () => {
    const claims = fc.array(
      fc.tuple(
        fc.nat(CONNECTIONS - 1),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('1', '2', '3'),
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(claims, wishes =>
        withConnections(async open => {
          const journals = await Promise.all(Array.from({ length: CONNECTIONS }, open));
          await journals[0]?.write([1, 2, 3, 4].map(number => ({ put: released(String(number)) })));
          const serves = new Map<number, string>();
          await Promise.all(
            wishes.map(async ([who, license, item]) => {
              const isTaken = await isAllowed(
                (async () => {
                  if (await journals[who]?.reserveLicense(license, item)) {
                    expect(serves.has(license)).toBe(false);
                    expect([...serves.values()]).not.toContain(item);
                    serves.set(license, item);
                  }
                })(),
              );
              // refused: the service has another one
              if (!isTaken) expect([...serves.values()]).toContain(item);
            }),
          );
          const live = await journals[0]?.licenses({ state: 'live' });
          expect(new Map(live?.map(each => [each.id, each.item]))).toEqual(serves);
        }),
      ),
      runs(100),
    );
  });
});

function released(licenseId: string) {
  return {
    account: 'a',
    itemtype: 'soft',
    licenseId,
    item: null,
    module: '1',
    state: 'released',
    preset: '3541',
    pricelist: '3541',
    tariff: '',
    period: '1',
    ip: '',
    licname: '',
    addons: {},
    status: 'suspended',
    expiredate: null,
    paidUntil: null,
    seenExpiredate: null,
    clientPeriod: null,
    ipChangeDate: null,
    releasedAt: null,
    fingerprint: '',
    source: 'order',
    remoteid: '',
    remoteidBefore: null,
    boughtUntil: null,
  } as const;
}
