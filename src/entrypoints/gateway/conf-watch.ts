import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import { CONF_FILE } from '../../base/paths.ts';
import type { Conf } from '../../conf/conf.ts';
import { loadConf } from '../../conf/load.ts';

/**
 * The current conf, read again when the file has changed. If it has errors they are logged, and the
 * last good conf stays in use.
 */
export class ConfWatch {
  readonly #root: string;
  readonly #log: Log;
  #conf: Conf;
  #mark: string;

  private constructor(root: string, log: Log, conf: Conf, mark: string) {
    this.#root = root;
    this.#log = log;
    this.#conf = conf;
    this.#mark = mark;
  }

  /** Faults: conf_bad, conf_exposed, path_exposed. */
  static async open(root: string, log: Log): Promise<ConfWatch> {
    const mark = await markOf(root);
    return new ConfWatch(root, log, await loadConf(root), mark);
  }

  async conf(): Promise<Conf> {
    const mark = await markOf(this.#root);
    if (mark === this.#mark) return this.#conf;
    this.#mark = mark;
    try {
      this.#conf = await loadConf(this.#root);
    } catch (error) {
      this.#log.error(`gateway: the conf as it was before stays in use: ${toFault(error).message}`);
    }
    return this.#conf;
  }
}

async function markOf(root: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(join(root, CONF_FILE));
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    // a missing conf is an empty one; loadConf reports any other problem
    return '';
  }
}
