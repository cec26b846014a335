import { Fault, toFault } from '../base/fault.ts';

/**
 * The system errors that say "not now" rather than "never": the disk, the rights or the descriptors
 * may come back.
 */
const SYSTEM_ERROR = /^E[A-Z0-9]+$/;

/** SQLite's primary result codes after which a later try may succeed. */
const PASSING = [
  'BUSY',
  'LOCKED',
  'PROTOCOL',
  'FULL',
  'IOERR',
  'READONLY',
  'CANTOPEN',
  'PERM',
  'AUTH',
  'NOMEM',
  'NOLFS',
];
const CORRUPT = ['CORRUPT', 'NOTADB', 'FORMAT', 'IOERR_CORRUPTFS', 'IOERR_DATA'];

/** A table or column of this schema version is missing: someone has changed the file by hand. */
const SCHEMA_GONE = /^no such (table|column)|has no column named/;

/**
 * Any error of a call to the state file as a Fault: `state_unusable` (passing), `state_corrupt`
 * (final), and `internal` for what only a bug of ours can cause (a broken constraint).
 */
export function stateFault(error: unknown, file: string): Fault {
  if (error instanceof Fault) return error;
  const code = errorCode(error);
  const text = error instanceof Error ? error.message : String(error);
  if (isOneOf(code, CORRUPT) || (code === 'SQLITE_ERROR' && SCHEMA_GONE.test(text))) {
    return new Fault('state_corrupt', { object: file, value: text, detail: code, cause: error });
  }
  if (isOneOf(code, PASSING) || SYSTEM_ERROR.test(code)) {
    return new Fault('state_unusable', { object: file, value: text, detail: code, cause: error });
  }
  if (code === '') return toFault(error);
  return new Fault('internal', { object: file, detail: `${code}: ${text}`, cause: error });
}

/** Somebody else holds the file just now. */
export function isBusy(error: unknown): boolean {
  return isOneOf(errorCode(error), ['BUSY', 'LOCKED', 'PROTOCOL']);
}

/** This product cannot have written what is stored. */
export function corruptFault(file: string, what: string): Fault {
  return new Fault('state_corrupt', { object: file, value: what });
}

/** The caller broke a rule of the journal. */
export function misuse(object: string, detail: string): Fault {
  return new Fault('internal', { object, detail });
}

/** Extended codes count as their primary one: SQLITE_IOERR_FSYNC is an IOERR. */
function isOneOf(code: string, primaries: readonly string[]): boolean {
  return primaries.some(each => code === `SQLITE_${each}` || code.startsWith(`SQLITE_${each}_`));
}

function errorCode(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
