import { expect, test } from 'vitest';
import { HandClock } from './support/clock.ts';
import { raw } from './support/raw.ts';
import { tempFile, tempJournal } from './support/temp.ts';

test.each([null, false, 0, '', [1, 'two', null], { deep: { list: [] } }])(
  '%j is remembered with its age',
  async value => {
    const clock = new HandClock();
    const journal = await tempJournal({ clock });
    await journal.remember('fact', 'before');
    clock.advance(1500);
    const storedAt = clock.now();
    await journal.remember('fact', value);
    clock.advance(1500);
    expect(await journal.recall('fact')).toEqual({ value, storedAt });
  },
);

test('what was never remembered is null', async () => {
  const journal = await tempJournal();
  expect(await journal.recall('fact')).toBeNull();
});

test('a number that JSON cannot carry is refused', async () => {
  const journal = await tempJournal();
  await expect(journal.remember('fact', { cost: Number.NaN })).rejects.toMatchObject({
    type: 'internal',
  });
});

test('a value that someone has damaged is told as such', async () => {
  const file = tempFile();
  const journal = await tempJournal({ file });
  await journal.remember('fact', 1);
  raw(file, database => database.exec("UPDATE fact SET value = '{cut'"));
  await expect(journal.recall('fact')).rejects.toMatchObject({
    type: 'state_corrupt',
    value: 'unexpected value in fact.value',
  });
});
