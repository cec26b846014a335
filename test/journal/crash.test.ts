import { expect, test } from 'vitest';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { checkStateFile } from './integrity.ts';
import { Child } from './support/child.ts';
import { tempFile, tempJournal } from './support/temp.ts';

/** Different enough that the kill falls into different places of begin, intend and settle. */
const LINES_BEFORE_KILL = [1, 2, 3, 8, 21, 40];

test('a process killed at any moment leaves every promise it told, whole transactions, and a sound file', async () => {
  const file = tempFile();
  let next = 1;
  const told: { intended: Set<string>; settled: Set<string> } = {
    intended: new Set(),
    settled: new Set(),
  };
  for (const lines of LINES_BEFORE_KILL) {
    const child = Child.run('order-forever', file, String(next));
    for (let i = 0; i < lines; i++) note(await child.answer());
    await child.kill();

    expect(await checkStateFile(file)).toEqual([]);
    const journal = await openJournal({ file });
    const licensed = new Set((await journal.licenses({})).map(each => each.item));
    const operations = await journal.operations({});
    const intended = new Set<string>();
    for (const operation of operations) {
      next = Math.max(next, Number(operation.item) + 1);
      const [step] = await journal.steps(operation.id);
      if (step !== undefined) intended.add(operation.item);
      // the step's result and the ledger's license are one transaction
      expect(licensed.has(operation.item)).toBe(step !== undefined && step.result !== null);
    }
    for (const item of told.intended) expect(intended).toContain(item);
    for (const item of told.settled) expect(licensed).toContain(item);
    await journal.dispose();
  }

  function note(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null) throw new Error('no answer');
    if ('intended' in answer) told.intended.add(String(answer.intended));
    else if ('settled' in answer) told.settled.add(String(answer.settled));
    else throw new Error(JSON.stringify(answer));
  }
});

test('a process killed inside a transaction leaves nothing of it and keeps nobody waiting', async () => {
  const file = tempFile();
  const journal = await tempJournal({ file });
  const holder = Child.run('hold-transaction', file);
  await holder.line();
  await holder.kill();
  const key = { command: 'open', item: '117', runningOperation: '7' };
  expect(await journal.begin(key, '3', {})).toMatchObject({ kind: 'new' });
  expect(await journal.recall('half')).toBeNull();
});

test('an operation whose process was killed between intent and result is taken up with that intent', async () => {
  const file = tempFile();
  const child = Child.run('order-forever', file, '117');
  await child.line();
  await child.kill();
  const journal = await tempJournal({ file });
  const begun = await journal.begin(
    { command: 'open', item: '117', runningOperation: '117' },
    '3',
    {},
  );
  expect(begun).toMatchObject({ kind: 'resumed', operation: { attempts: 2 } });
  expect(begun.steps).toMatchObject([{ name: 'order', intent: { remoteid: '117' } }]);
});
