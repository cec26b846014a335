import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DatabaseServer,
  type ModuleRun,
  type RunningSandbox,
  Sandbox,
  startSandbox,
} from '../../sandbox/sandbox.ts';
import { dist } from '../support/dist.ts';
import { letTimePassInState } from '../support/time-passes.ts';

/** One thing that BILLmanager, cron or a person wants of the module, and the world before it. */
export interface Scenario {
  readonly name: string;
  readonly dialect: 'current' | 'classic';
  /** The conf below the connection: lines of `[upstream]`, then sections. */
  readonly conf?: string;
  /** Settings of the sandbox. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Sets the world up; returns the services that `act` is about. */
  prepare(box: RunningSandbox): Promise<readonly number[]>;
  /** Starts the module once. */
  act(box: Sandbox, items: readonly number[]): Promise<ModuleRun>;
  /**
   * Starts it again where no running operation does: a person who repeats a click, cron. Without it
   * checkevent alone comes after.
   */
  again?(box: Sandbox, items: readonly number[]): Promise<ModuleRun>;
  /** A variant that only scripts/soak runs. */
  readonly variant?: true;
  /** How often cron comes afterwards until all is quiet; default once. */
  readonly cron?: number;
}

/**
 * Quick, and nothing is waited for that cannot come: nobody but the killed process sent anything.
 */
const QUICK = 'rate = 10000\nkey_wait = 0\nsettle = 0\ntimeout = 1\nconnect_timeout = 1\n';
const HALF_DAY_MS = 43_200_000;

interface LabOptions {
  readonly built?: string | undefined;
  readonly database?: DatabaseServer | undefined;
}

/**
 * A place where one scenario after another is set up once and run many times: its folder is copied
 * for each run. The upstream keeps its port, because the state file knows the upstream account by
 * its address.
 */
export class Lab {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-crash-'));
  readonly #dir = join(this.#folder, 'run');
  readonly #template = join(this.#folder, 'template');
  readonly #dist: string;
  readonly #database: DatabaseServer | undefined;
  #port = 0;

  /** With a database the module reads facts there, else by forms. */
  constructor({ built = dist(), database }: LabOptions = {}) {
    this.#dist = built;
    this.#database = database;
  }

  /** The folder of the run under way; the same for every run. */
  get root(): string {
    return join(this.#dir, 'root');
  }

  get stateFile(): string {
    return join(this.root, 'var/cpbillmgr/state.db');
  }

  async prepare(scenario: Scenario): Promise<readonly number[]> {
    for (const folder of [this.#dir, this.#template])
      rmSync(folder, { recursive: true, force: true });
    const dialect = scenario.dialect === 'classic' ? 'dialect = classic\n' : '';
    const box = await startSandbox({
      dir: this.#dir,
      port: this.#port,
      dist: this.#dist,
      ...this.#facts,
      confTail: dialect + QUICK + (scenario.conf ?? ''),
      settings: {
        dialect: scenario.dialect,
        clock_offset: String(offsetToNoon()),
        ...scenario.settings,
      },
    });
    try {
      this.#port = box.port;
      return await scenario.prepare(box);
    } finally {
      await box.close();
      cpSync(this.#dir, this.#template, { recursive: true, verbatimSymlinks: true });
    }
  }

  /** The prepared world again, as if nothing had happened since. */
  async fresh(): Promise<RunningSandbox> {
    rmSync(this.#dir, { recursive: true, force: true });
    cpSync(this.#template, this.#dir, { recursive: true, verbatimSymlinks: true });
    return startSandbox({
      dir: this.#dir,
      port: this.#port,
      dist: this.#dist,
      ...this.#facts,
    });
  }

  get #facts(): { readonly database?: DatabaseServer } {
    return this.#database === undefined ? {} : { database: this.#database };
  }

  /**
   * Another hand on the running sandbox, which starts every program behind these words (a tracer).
   */
  behind(words: readonly string[]): Sandbox {
    return new Sandbox(this.#dir, words);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs may last past midnight; both sides' dates must not. */
function offsetToNoon(now = Date.now()): number {
  const midnight = Math.floor(now / 86_400_000) * 86_400_000;
  return midnight + HALF_DAY_MS - now;
}

const MOST_ROUNDS = 6;

/**
 * What BILLmanager does after a crash without anybody's help: it starts the operations that still
 * stand again and again.
 */
export async function retryStanding(box: Sandbox): Promise<void> {
  for (
    let round = 1;
    round <= MOST_ROUNDS && box.operations().some(each => !each.manual);
    round++
  ) {
    await box.retryAll();
    aMomentLater(box);
  }
}

/** What is in doubt may be looked for, and sent again. */
const A_MOMENT = 6;
/** A balance that is so old is asked for again. */
const AN_HOUR = 61;

function aMomentLater({ root }: Sandbox, minutes = A_MOMENT): void {
  const file = join(root, 'var/cpbillmgr/state.db');
  if (existsSync(file)) letTimePassInState(file, minutes);
}

/**
 * What comes sooner or later: a person repeats what has no running operation, cron starts
 * checkevent.
 */
export async function letTimePass(
  box: Sandbox,
  scenario: Scenario,
  items: readonly number[],
): Promise<void> {
  aMomentLater(box);
  if (scenario.again) await scenario.again(box, items);
  for (let run = 1; run <= (scenario.cron ?? 1); run++) {
    aMomentLater(box, AN_HOUR);
    await box.runModule(['checkevent']);
  }
}
