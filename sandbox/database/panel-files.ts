import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

/** Below the manager root. */
const SETTINGS_FOLDER = 'etc/billmgr.conf.d';
const SETTINGS_FILE = `${SETTINGS_FOLDER}/db.conf`;
const KEY_FILE = 'etc/billmgr.pem';
const KEY_BITS = 2048;

/**
 * Writes what the panel keeps of its database below its root: the connection, and the private key
 * of crypted values, if there is none yet. Answers the key's public half, PEM.
 */
export function writePanelFiles(root: string, database: Database): string {
  mkdirSync(join(root, SETTINGS_FOLDER), { recursive: true, mode: 0o755 });
  const lines = {
    DBHost: 'localhost',
    DBUser: database.user,
    DBPassword: database.password,
    DBName: database.name,
    DBSocket: database.server.socket,
    CryptKey: KEY_FILE,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(join(root, SETTINGS_FILE), text.join(''), { mode: 0o600 });
  const key = join(root, KEY_FILE);
  if (!existsSync(key)) writeFileSync(key, privateKey(), { mode: 0o600 });
  return createPublicKey(readFileSync(key)).export({ type: 'spki', format: 'pem' }).toString();
}

/** A root whose panel has no database that could be read any more. */
export function removePanelFiles(root: string): void {
  rmSync(join(root, SETTINGS_FILE), { force: true });
}

let madeKey: string | undefined;

/**
 * PEM: a private key as the panel makes one. One for all sandboxes of a process: it keeps no
 * secret of anybody's, and making one takes as long as all else of a start.
 */
function privateKey(): string {
  madeKey ??= generateKeyPairSync('rsa', { modulusLength: KEY_BITS })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
  return madeKey;
}
