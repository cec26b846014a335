import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The state file with what lies beside it, and what was kept of it. */
export class StateFolder {
  readonly #folder: string;
  readonly #kept: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#kept = `${folder}-kept`;
    this.lose();
  }

  get file(): string {
    return join(this.#folder, 'state.db');
  }

  get isKept(): boolean {
    return existsSync(join(this.#kept, 'state.db'));
  }

  lose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** A copy of it as it is now. */
  keep(): void {
    this.copyTo(this.#kept);
  }

  /** `isWithoutLog`: only the file itself had been copied. */
  putBack(isWithoutLog: boolean): void {
    this.lose();
    cpSync(this.#kept, this.#folder, { recursive: true });
    if (isWithoutLog)
      for (const beside of ['-wal', '-shm']) rmSync(`${this.file}${beside}`, { force: true });
    freeLocks(this.file);
  }

  /** The state file of a copy of the machine; null: nothing has run there yet. */
  clone(): string | null {
    if (!existsSync(this.file)) return null;
    const folder = `${this.#folder}-clone`;
    this.copyTo(folder);
    const file = join(folder, 'state.db');
    freeLocks(file);
    return file;
  }

  copyTo(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    cpSync(this.#folder, folder, { recursive: true });
  }
}

/** Whoever held a lock in it is gone; here it would be this very process. */
function freeLocks(file: string): void {
  const state = new Database(file);
  const hasLocks = state.prepare("SELECT 1 FROM sqlite_master WHERE name = 'process_lock'").get();
  if (hasLocks) state.exec('DELETE FROM process_lock');
  state.close();
}
