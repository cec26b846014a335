import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument, atTheGate } from './gate.ts';

// FILE COUNT RATE: returns the moments (ms) reserved for requests
const journal = await openJournal({ file: argument(0) });
await atTheGate();
const waits: number[] = [];
for (let i = 0; i < Number(argument(1)); i++) {
  waits.push(await journal.reserveRequest('account', Number(argument(2))));
}
await journal.dispose();
answer(Math.max(...waits));
