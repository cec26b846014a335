import { Fault } from '../base/fault.ts';
import type { LocalizedText } from '../base/localized-text.ts';
import type { Context } from '../operations/engine/context.ts';
import type { ModuleRun } from './module-run.ts';
import { clearProblem, type ProblemName, registerProblem, textsOf } from './problems.ts';

/** A license and a service that differ until a person settles it. */
export type DifferenceName = Extract<
  ProblemName,
  'cpbillmgr_license_foreign' | 'cpbillmgr_suspended_here' | 'cpbillmgr_tariff_differs'
>;

const NAMES: readonly DifferenceName[] = [
  'cpbillmgr_license_foreign',
  'cpbillmgr_suspended_here',
  'cpbillmgr_tariff_differs',
];

/**
 * The lasting differences at one vendor account. Each is reported once: as a problem in
 * BILLmanager and in the report of the run that found it. Its license's row is checked in every run
 * until the difference is gone; then the problem is cleared.
 */
export class Differences {
  readonly #ctx: Context;
  /** The first has them all; the others are where earlier versions kept them. */
  readonly #keys: readonly string[];
  readonly #looked = new Set<string>();
  #standing: Promise<Set<string>> | undefined;
  /** How many troubles of the report are differences. */
  told = 0;

  constructor(ctx: Context, modules: readonly string[]) {
    this.#ctx = ctx;
    this.#keys = modules.map(each => `differences of module ${each}`);
  }

  /**
   * Looks at a license and its service. `work` answers which differences it has told, or null where
   * nothing can be said of them now; a foreign license is told here.
   */
  async look(
    run: ModuleRun,
    item: string,
    work: () => Promise<readonly DifferenceName[] | null>,
  ): Promise<void> {
    this.#looked.add(item);
    try {
      const told = await work();
      if (told !== null) await this.#clear(run, item, told);
    } catch (error) {
      if (!(error instanceof Fault) || error.type !== 'license_foreign') throw error;
      await this.tell(run, item, 'cpbillmgr_license_foreign', textsOf(error));
    }
  }

  async tell(
    run: ModuleRun,
    item: string,
    name: DifferenceName,
    text: LocalizedText,
  ): Promise<void> {
    this.#looked.add(item);
    if (await registerProblem(run, name, item, text)) {
      run.report.troubles.push(text.en);
      this.told += 1;
    }
    const standing = await this.#all();
    if (run.report.dryRun || standing.has(item)) return;
    standing.add(item);
    await this.#keep(standing);
  }

  /** Services with a lasting difference. */
  standing(): Promise<ReadonlySet<string>> {
    return this.#all();
  }

  /**
   * After a run that has seen everything: a difference that no list showed again was settled
   * elsewhere.
   */
  async clearSettled(run: ModuleRun): Promise<void> {
    for (const item of await this.#all()) if (!this.#looked.has(item)) await this.#clear(run, item);
  }

  /** All differences of a service except the reported ones. */
  async #clear(run: ModuleRun, item: string, told: readonly DifferenceName[] = []): Promise<void> {
    const standing = await this.#all();
    if (run.report.dryRun || !standing.has(item)) return;
    for (const name of NAMES) if (!told.includes(name)) await clearProblem(run, name, item);
    if (told.length > 0) return;
    standing.delete(item);
    await this.#keep(standing);
  }

  /** Read once: several services are checked side by side. */
  #all(): Promise<Set<string>> {
    this.#standing ??= this.#recall();
    return this.#standing;
  }

  async #recall(): Promise<Set<string>> {
    const kept = await Promise.all(this.#keys.map(key => this.#ctx.journal.recall(key)));
    const texts = kept.map(each => (typeof each?.value === 'string' ? each.value : ''));
    return new Set(texts.join(' ').split(' ').filter(Boolean));
  }

  async #keep(standing: ReadonlySet<string>): Promise<void> {
    const { journal } = this.#ctx;
    const [first = '', ...others] = this.#keys;
    await journal.remember(first, [...standing].join(' '));
    for (const key of others)
      if ((await journal.recall(key))?.value) await journal.remember(key, '');
  }
}
