import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument, atTheGate } from './gate.ts';

// FILE ITEM: opens the journal and begins an open of the service, running operation 7
await atTheGate();
const journal = await openJournal({ file: argument(0) });
const key = { command: 'open', item: argument(1), runningOperation: '7' };
const { kind, operation } = await journal.begin(key, '3', {});
await journal.dispose();
answer({ kind, id: operation.id });
