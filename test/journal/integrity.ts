import { resolve } from 'node:path';
import { Fault } from '../../src/base/fault.ts';
import { silentLog } from '../../src/base/log.ts';
import { Columns } from '../../src/journal/columns.ts';
import { StateDatabase } from '../../src/journal/database.ts';

/**
 * Reads the whole state file and answers what is wrong with it, one sentence a finding; empty if it
 * is sound. Throws the
 * Faults of openJournal.
 */
export async function checkStateFile(file: string): Promise<readonly string[]> {
  const path = resolve(file);
  const database = StateDatabase.open(path, true, silentLog);
  try {
    return database.read(sql => [
      ...sql
        .all('PRAGMA integrity_check')
        .map(each => new Columns(each, path, 'integrity_check').text('integrity_check'))
        .filter(text => text !== 'ok'),
      ...sql
        .all('PRAGMA foreign_key_check')
        .map(each => new Columns(each, path, 'foreign_key_check'))
        .map(
          each =>
            `row ${each.numberOrNull('rowid')} of ${each.text('table')} has lost its ${each.text('parent')}`,
        ),
    ]);
  } catch (error) {
    // damage that even the check cannot get past is a finding like any other
    if (error instanceof Fault && error.type === 'state_corrupt') return [error.value];
    throw error;
  } finally {
    database.close();
  }
}
