import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument } from './gate.ts';

// FILE NAME: takes the lock, says its process number, and holds it until killed
const journal = await openJournal({ file: argument(0) });
const lock = await journal.lock(argument(1), 0);
answer(lock === null ? null : process.pid);
setInterval(() => {}, 60_000);
