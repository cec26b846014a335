import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument, atTheGate } from './gate.ts';

// FILE LICENSE ITEM: claims a released license for the service
const journal = await openJournal({ file: argument(0) });
await atTheGate();
answer(await journal.reserveLicense(Number(argument(1)), argument(2)));
await journal.dispose();
