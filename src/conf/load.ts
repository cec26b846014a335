import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { CONF_FILE } from '../base/paths.ts';
import { keepSecret } from '../base/secrets.ts';
import type { Conf } from './conf.ts';
import { exposureOfConf, exposureOfSecret } from './conf-file.ts';
import { parseConf } from './parse.ts';
import { errorText } from './validation-error.ts';

/** No conf written by a person is larger. */
const LARGEST = 1024 * 1024;
/** A message names this many validation errors; `conf check` shows all. */
const ERRORS_TOLD = 3;

/**
 * Reads `<root>/etc/cpbillmgr.conf`. A missing file is an empty conf, defaults only: BILLmanager's
 * own module settings carry the address and the login, but there are no presets then, so nothing
 * can be ordered (Fault preset_unknown says so). Throws Fault: conf_exposed when others may change
 * the file, or read one that holds a password, path_exposed when they may replace it, conf_bad
 * when it cannot be read or is not valid (the first few errors are named).
 */
export async function loadConf(root: string): Promise<Conf> {
  const read = await readConfFile(root);
  const { conf, errors } = parseConf(read.text ?? '', read.file, root);
  keepSecret(conf.upstream.password);
  keepSecret(conf.billmanager.password);
  const exposed = exposure(read, conf);
  if (exposed) throw exposed;
  if (errors.length === 0) return conf;
  const told = errors.slice(0, ERRORS_TOLD).map(each => errorText(each));
  const more = errors.length - told.length;
  throw new Fault('conf_bad', {
    object: read.file,
    value: told.join('; ') + (more > 0 ? `; and ${more} more (cpbillmgr conf check)` : ''),
  });
}

export interface ConfFile {
  readonly file: string;
  /** null: there is no such file. */
  readonly text: string | null;
  /** Permission bits of the file itself, not of a link to it. */
  readonly mode: number;
}

/**
 * The file's text and rights, taken from one open file. Throws Fault conf_bad when it exists but
 * cannot be read. Read synchronously: asynchronous reading would start four threads for a kilobyte,
 * in every call by BILLmanager.
 */
export async function readConfFile(root: string): Promise<ConfFile> {
  const file = join(root, CONF_FILE);
  try {
    // not blocking: a pipe in the file's place must not stop the call
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) throw unreadable(file, 'it is no regular file');
      if (stat.size > LARGEST)
        throw unreadable(file, `it has ${stat.size} bytes, more than ${LARGEST}`);
      return { file, text: decoded(file, readFileSync(descriptor)), mode: stat.mode & 0o777 };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT') return { file, text: null, mode: 0 };
    throw unreadable(file, `it cannot be read: ${code}`, error);
  }
}

/**
 * The Fault conf_exposed or path_exposed if others may change the file, or read a password in it.
 */
export function exposure(
  read: ConfFile,
  conf: Pick<Conf, 'upstream' | 'billmanager'>,
): Fault | null {
  const changeable = exposureOfConf(read.file);
  const hasPassword = conf.upstream.password !== '' || conf.billmanager.password !== '';
  if (changeable || !hasPassword) return changeable;
  return exposureOfSecret(read.file, read.mode);
}

/**
 * Bytes that are no UTF-8 become U+FFFD, which the parser reports by line unless they are in a
 * comment.
 */
function decoded(file: string, bytes: Uint8Array): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark === 0xfffe || mark === 0xfeff) throw unreadable(file, 'it is UTF-16; save it as UTF-8');
  return new TextDecoder('utf-8').decode(bytes);
}

function unreadable(file: string, why: string, cause?: unknown): Fault {
  return new Fault('conf_bad', { object: file, value: why, cause });
}

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
