import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { isMaintenance, refuseInMaintenance } from '../../src/base/maintenance.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'maintenance-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** What comes of asking: `type: value`, or null where nothing stands in the way. */
function asked(): string | null {
  try {
    refuseInMaintenance(root);
    return null;
  } catch (error) {
    if (!(error instanceof Fault) || !isMaintenance(error)) throw error;
    expect(error).toMatchObject({ kind: 'passing', object: join(root, 'etc/billmgr.DoNothing') });
    return `${error.type}: ${error.value}`;
  }
}

test('without the file, and without its folder, there is no maintenance', () => {
  expect(asked()).toBeNull();
  mkdirSync(join(root, 'etc'));
  expect(asked()).toBeNull();
});

test('the file is asked about anew each time', () => {
  mkdirSync(join(root, 'etc'));
  const file = join(root, 'etc/billmgr.DoNothing');
  writeFileSync(file, '');
  expect(asked()).toBe('maintenance: ');
  rmSync(file);
  expect(asked()).toBeNull();
  symlinkSync('nothing-there', file);
  expect(asked()).toBe('maintenance: ');
});

test('whatever hides it is taken for it', () => {
  symlinkSync('etc', join(root, 'etc'));
  expect(asked()).toBe('maintenance_unknown: ELOOP');
  rmSync(join(root, 'etc'));
  writeFileSync(join(root, 'etc'), '');
  expect(asked()).toBe('maintenance_unknown: ENOTDIR');
});

test('other faults are no maintenance', () => {
  expect(isMaintenance(new Fault('service_busy'))).toBe(false);
  expect(isMaintenance(new Error('maintenance'))).toBe(false);
});
