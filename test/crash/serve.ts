import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ModuleRun, Sandbox } from '../../sandbox/sandbox.ts';

/** The gateway as a process of its own, for as long as one click takes. */

const DEADLINE_MS = 300_000;
const POLL_MS = 20;

/**
 * Starts `cpbillmgr serve`, follows the link once the price list is there, and stops the gateway in
 * good order. One that was killed meanwhile is answered as such; throws if one that lived gave no
 * good page.
 */
export async function clickOnce(box: Sandbox, link: string): Promise<ModuleRun> {
  const gateway = new Gateway(box);
  const page = await gateway.follow(link).catch(String);
  gateway.stop();
  const run = await gateway.ended;
  if (run.signal !== 'SIGKILL' && !page.startsWith('200 '))
    throw new Error(`the click came to nothing: ${page} ${run.stderr}`);
  return run;
}

class Gateway {
  readonly ended: Promise<ModuleRun>;
  readonly #log: string;
  /** Of the log, by earlier processes. */
  readonly #logged: number;
  #pid = 0;
  #isOver = false;

  constructor(box: Sandbox) {
    this.#log = join(box.root, 'var/pmcpbillmgr.log');
    this.#logged = textOf(this.#log).length;
    const onStart = (pid: number): void => {
      this.#pid = pid;
    };
    this.ended = box.runModule(['serve'], { program: '../sbin/cpbillmgr', onStart }).finally(() => {
      this.#isOver = true;
    });
  }

  /** Status and page. Throws when the gateway has ended before it answered. */
  async follow(link: string): Promise<string> {
    const url = await this.#see(async () => /listens on (http:\S+),/.exec(this.#said())?.[1]);
    const isReady = async (): Promise<true | undefined> =>
      (await fetch(`${url}/health`)).ok ? true : undefined;
    await this.#see(isReady);
    const page = await fetch(url + link);
    return `${page.status} ${await page.text()}`;
  }

  stop(): void {
    const pid = this.#isOver ? undefined : gatewayProcess(this.#pid);
    if (pid === undefined) return;
    try {
      process.kill(pid, 'SIGTERM');
    } catch (error) {
      // it has just been killed
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  #said(): string {
    return textOf(this.#log).slice(this.#logged);
  }

  async #see<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(POLL_MS)) {
      if (this.#isOver) throw new Error('the gateway has ended');
      const seen = await look();
      if (seen !== undefined) return seen;
    }
    throw new Error('the gateway has not come up');
  }
}

/** The process itself, or the one that a tracer has started; undefined if it is gone. */
function gatewayProcess(pid: number): number | undefined {
  const [program = ''] = textOf(`/proc/${pid}/cmdline`).split('\0');
  if (program.endsWith('cpbillmgr')) return pid;
  const [child] = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean);
  return child === undefined ? undefined : Number(child);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // a process that has ended has no files; a log begins with its first line
    return '';
  }
}
