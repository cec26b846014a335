import { readFileSync, writeFileSync } from 'node:fs';
import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument, atTheGate } from './gate.ts';

// FILE COUNTER ROUNDS: adds one to a plain file, each time under the lock; without it additions
// would be lost
const journal = await openJournal({ file: argument(0) });
await atTheGate();
for (let i = 0; i < Number(argument(2)); i++) {
  const lock = await journal.lock('counter', 30_000);
  if (lock === null) throw new Error('no lock');
  writeFileSync(argument(1), String(Number(readFileSync(argument(1), 'utf8')) + 1));
  await lock.release();
}
await journal.dispose();
answer('done');
