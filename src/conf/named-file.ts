import { readFileSync, statSync } from 'node:fs';
import { Fault } from '../base/fault.ts';
import { exposureOfConf, exposureOfSecret } from './conf-file.ts';

/** A file that the conf names: certificates, which others may read, or a private key. */
interface NamedFile {
  readonly file: string;
  readonly isSecret: boolean;
}

/** Its text. Faults: conf_exposed, path_exposed; conf_bad if it cannot be read. */
export function readNamedFile(named: NamedFile): string {
  const exposed = exposureOfNamed(named);
  if (exposed) throw exposed;
  try {
    return readFileSync(named.file, 'utf8');
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new Fault('conf_bad', { object: named.file, value, cause: error });
  }
}

/**
 * The Fault if others may change the file, or read one that is secret; null if it is in order or
 * missing.
 */
export function exposureOfNamed({ file, isSecret }: NamedFile): Fault | null {
  const exposed = exposureOfConf(file);
  if (exposed || !isSecret) return exposed;
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? exposureOfSecret(file, stats.mode) : null;
}
