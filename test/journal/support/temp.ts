import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Journal } from '../../../src/journal/journal.ts';
import { type JournalOptions, openJournal } from '../../../src/journal/sqlite-journal.ts';

const undo: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

/** Something to do after the test, last come first. */
export function afterwards(step: () => Promise<void> | void): void {
  undo.push(step);
}

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'));
  afterwards(() => {
    // some tests take the rights away, without which it could not be emptied
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function tempFile(): string {
  return join(tempFolder(), 'state.db');
}

/** A journal that is closed after the test; over a new file if none is given. */
export async function tempJournal(options: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await openJournal({ file: tempFile(), ...options });
  afterwards(() => journal.dispose());
  return journal;
}
