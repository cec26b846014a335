import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../base/fault.ts';
import { STATE_FILE } from '../../base/paths.ts';
import type { Journal } from '../../journal/journal.ts';
import type { CliContext } from './command.ts';

/**
 * Reads the journal of the manager root. Never makes a missing state file: returns null then, and
 * says so on standard error. Throws the journal's Faults.
 */
export async function lookIntoJournal<T>(
  ctx: CliContext,
  look: (journal: Journal) => Promise<T>,
): Promise<T | null> {
  const file = join(ctx.root, STATE_FILE);
  if (!isThere(file)) {
    ctx.stderr.write(
      {
        en: `No licenses yet (no state file at ${file}).\n`,
        ru: `Файла состояния ещё нет (${file}): заказов не было.\n`,
      }[ctx.language],
    );
    return null;
  }
  const { openJournal } = await import('../../journal/sqlite-journal.ts');
  const journal = await openJournal({ file, mustExist: true });
  try {
    return await look(journal);
  } finally {
    await journal.dispose();
  }
}

function isThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const value = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Fault('state_unusable', { object: file, value, cause: error });
  }
}
