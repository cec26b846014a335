import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterwards } from './temp.ts';

const CHILDREN = join(import.meta.dirname, '..', 'children');

/**
 * A real process that runs one of the children/ scripts. What it prints is read line by line; it is
 * killed after the test.
 */
export class Child {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #exit: Promise<unknown>;
  #errors = '';

  constructor(command: string, args: readonly string[], options: SpawnOptions = {}) {
    this.#process = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.#process;
    if (stdout === null || stderr === null) throw new Error('no pipes');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
    stderr.on('data', chunk => {
      this.#errors += String(chunk);
    });
    this.#exit = once(this.#process, 'close');
    afterwards(() => this.kill());
  }

  /** Runs children/NAME.ts with this very Node. */
  static run(name: string, ...args: readonly string[]): Child {
    return new Child(process.execPath, [scriptOf(name), ...args]);
  }

  async line(): Promise<string> {
    const next = await this.#lines.next();
    if (next.done === true) throw new Error(`the child ended without an answer: ${this.#errors}`);
    return next.value;
  }

  async answer(): Promise<unknown> {
    return JSON.parse(await this.line());
  }

  /** Lets a child go on that waits at `atTheGate`. */
  go(): void {
    this.#process.stdin?.end('go\n');
  }

  /** By SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exit;
  }
}

export function scriptOf(name: string): string {
  return join(CHILDREN, `${name}.ts`);
}

/** Starts all, lets them go on at the same moment, and collects what each answers. */
export async function race(
  count: number,
  start: (index: number) => Child,
): Promise<readonly unknown[]> {
  const children = Array.from({ length: count }, (_, index) => start(index));
  await Promise.all(children.map(each => each.line()));
  for (const each of children) each.go();
  return await Promise.all(children.map(each => each.answer()));
}
