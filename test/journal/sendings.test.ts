import { expect, test } from 'vitest';
import type { Journal } from '../../src/journal/journal.ts';
import { HandClock } from './support/clock.ts';
import { tempJournal } from './support/temp.ts';

async function begun(journal: Journal): Promise<number> {
  const key = { command: 'open', item: '117', runningOperation: '7' };
  return (await journal.begin(key, '3', {})).operation.id;
}

test('each intent is one more sending, by the wall and by the machine', async () => {
  const clock = new HandClock('2026-03-01T12:00:00Z');
  const journal = await tempJournal({ clock });
  const id = await begun(journal);
  await journal.intend(id, 'order', {});
  clock.advance(300_000);
  const { sendings } = await journal.intend(id, 'order', {});
  expect(sendings.map(({ at }) => at.toISOString())).toEqual([
    '2026-03-01T12:00:00.000Z',
    '2026-03-01T12:05:00.000Z',
  ]);
  expect(sendings[1]).toMatchObject({ boot: 'boot', uptimeMs: clock.time });
});

test('a sending that was none is taken back, an earlier one stays in doubt', async () => {
  const clock = new HandClock();
  const journal = await tempJournal({ clock });
  const id = await begun(journal);
  const first = await journal.intend(id, 'order', { remoteid: 'a' });
  clock.advance(1000);
  const second = await journal.intend(id, 'order', { remoteid: 'b' });
  const left = await journal.retract(id, 'order', second.intendedAt);
  expect(left?.sendings).toEqual(first.sendings);
  expect(await journal.retract(id, 'order', second.intendedAt)).toEqual(left);
  expect(await journal.retract(id, 'order', first.intendedAt)).toBeNull();
  expect(await journal.retract(id, 'order', first.intendedAt)).toBeNull();
  expect(await journal.steps(id)).toEqual([]);
});

test('looks that found nothing are counted until the next sending', async () => {
  const clock = new HandClock();
  const journal = await tempJournal({ clock });
  const id = await begun(journal);
  await journal.intend(id, 'order', {});
  clock.advance(60_000);
  await journal.look(id, 'order');
  clock.advance(60_000);
  await journal.look(id, 'order');
  expect((await journal.steps(id))[0]?.looks).toHaveLength(2);
  expect((await journal.intend(id, 'order', {})).looks).toEqual([]);
  await expect(journal.look(id, 'never')).rejects.toMatchObject({ type: 'internal' });
});

test('what a step has cost stays with it', async () => {
  const journal = await tempJournal();
  const id = await begun(journal);
  await journal.intend(id, 'order', {});
  const cost = { amount: '12.50', currency: 'EUR', isEstimated: true };
  await journal.settle(id, 'order', { license: '1' }, [], cost);
  expect((await journal.steps(id))[0]).toMatchObject({ result: { license: '1' }, cost });
});

test('steps stand in the order in which they were first intended', async () => {
  const journal = await tempJournal();
  const id = await begun(journal);
  for (const name of ['order', 'bind', 'order', 'prolong 1']) await journal.intend(id, name, {});
  expect((await journal.steps(id)).map(({ name }) => name)).toEqual(['order', 'bind', 'prolong 1']);
});
