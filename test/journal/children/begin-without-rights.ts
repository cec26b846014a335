import { chmodSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { answer, argument } from './gate.ts';

const NOBODY = 65534;

// FOLDER FILE_MODE FOLDER_MODE: makes a state file, takes the rights away (root: becomes an
// ordinary user, whom rights bind) and begins an operation
const folder = argument(0);
const file = join(folder, 'state.db');
const begin = async (): Promise<void> => {
  const journal = await openJournal({ file });
  await journal.begin({ command: 'open', item: '1', runningOperation: null }, '3', {});
  await journal.dispose();
};
await begin();
if (process.geteuid?.() === 0) {
  chownSync(file, NOBODY, NOBODY);
  chownSync(folder, NOBODY, NOBODY);
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
chmodSync(file, Number.parseInt(argument(1), 8));
chmodSync(folder, Number.parseInt(argument(2), 8));
try {
  await begin();
  answer('begun');
} catch (error) {
  answer(error instanceof Error && 'type' in error ? error.type : String(error));
}
