import { misuse } from './faults.ts';
import type { Json } from './journal.ts';

/**
 * Names under which keys and passwords travel. The state file is read by people and copied into
 * reports.
 */
const SECRET_NAMES = new Set(['lickey', 'password', 'userpassword', 'passwd']);

/**
 * The text under which plain data is kept. A safety net, not a feature: throws Fault internal if a
 * secret's name occurs as a key at any depth, or a number that JSON cannot carry.
 */
export function toStoredJson(value: Json, what: string): string {
  check(value, what);
  return JSON.stringify(value);
}

function check(value: Json, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw misuse(path, 'not a finite number');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const here = `${path}.${name}`;
    if (SECRET_NAMES.has(name.toLowerCase()))
      throw misuse(here, 'secrets are not kept in the state file');
    check(inner, here);
  }
}
