/** One line of the table that `scripts/soak` prints. */
export interface SoakRow {
  readonly name: string;
  /** Kill points, trials or steps that were run. */
  readonly points: number;
  readonly violations: number;
  readonly detail?: string;
}

/** What every part of a soak is told. */
export interface SoakOptions {
  /** Of all that is left to chance: the same seed chooses the same. */
  readonly seed: number;
  /** How many trials or seeds; null: the part's own usual number. */
  readonly count: number | null;
  /** How many at the same time. */
  readonly jobs: number;
  /** Only rows whose name matches. */
  readonly only: RegExp | null;
  /** The built tree that is tested. */
  readonly dist: string;
  /** Says something while the soak goes on. */
  print(line: string): void;
}

/** Every `test/soak/PART.ts` exports one as `run`. */
export type SoakPart = (options: SoakOptions) => Promise<readonly SoakRow[]>;
