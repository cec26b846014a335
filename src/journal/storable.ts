import { isSecretName } from '../base/secret-names.ts';
import { misuse } from './faults.ts';
import type { Json } from './records.ts';

/**
 * The stored text of plain data. As a safety net, since people read the state file and copy it into
 * reports, throws Fault internal if a secret's name occurs as a key at any depth, and for a number
 * that JSON cannot carry.
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
    if (isSecretName(name)) throw misuse(here, 'secrets are not kept in the state file');
    check(inner, here);
  }
}
