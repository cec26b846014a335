import { closeSync, constants, readSync, writeSync } from 'node:fs';
import { openOwn } from '../base/exposure.ts';
import type { Log } from '../base/log.ts';

const { O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY } = constants;
const PRIVATE = 0o600;
const ID = /^\d{1,18}$/;
/** More than an id takes. */
const MOST_BYTES = 32;

/**
 * Which processing module the last operation was for, in a file of its own beside the state file,
 * which is read before that one can be open. It is a guess of what the next operation will ask for,
 * and no state: a file that is lost, or that two processes write at once, costs some milliseconds.
 */
export class LastModule {
  readonly #file: string;
  readonly #log: Log;
  #id: string | null = null;

  /** `file`: an absolute path. */
  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Its id; '' if none is known. */
  read(): string {
    this.#id ??= this.#noted();
    return this.#id;
  }

  /**
   * Notes the id for the next operation. The state file's folder has been made and looked at by
   * then.
   */
  note(id: string): void {
    if (id === '' || this.read() === id) return;
    this.#id = id;
    try {
      const descriptor = openOwn(this.#file, O_WRONLY | O_CREAT | O_TRUNC, PRIVATE);
      try {
        writeSync(descriptor, id);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      this.#log.warning(
        `${this.#file} cannot be written: ${error instanceof Error ? error.message : ''}`,
      );
    }
  }

  #noted(): string {
    try {
      const descriptor = openOwn(this.#file, O_RDONLY);
      try {
        const bytes = Buffer.alloc(MOST_BYTES);
        const text = bytes.toString('latin1', 0, readSync(descriptor, bytes));
        return ID.test(text) ? text : '';
      } finally {
        closeSync(descriptor);
      }
    } catch {
      // before the first operation there is no such file; one that is not ours or cannot be read
      // tells nothing either
      return '';
    }
  }
}
