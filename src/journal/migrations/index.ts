import { sql as promisesAndLedger } from './001-promises-and-ledger.ts';
import { sql as listSnapshot } from './002-list-snapshot.ts';
import { sql as ownersAndSendings } from './003-owners-and-sendings.ts';

/**
 * In order; the schema's version (PRAGMA user_version) is the number of applied migrations. Never
 * change a released one.
 */
export const MIGRATIONS: readonly string[] = [promisesAndLedger, listSnapshot, ownersAndSendings];
