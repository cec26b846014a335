/** One line of the bench's table. */
export interface BenchRow {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  /** What it was measured beside, in the same run. */
  readonly against?: string;
  /** Median of the pairs' ratios to `against`. */
  readonly ratio?: number;
  /** What must hold of the ratio, or of the median where there is no ratio. */
  readonly must?: { readonly atMost: number } | { readonly atLeast: number };
  /** What else there is to say about the figure. */
  readonly note?: string;
}

/** How the bench was started. */
export interface BenchOptions {
  /** Fewer rounds and smaller crowds: for a look, not for figures. */
  readonly quick: boolean;
  /** A built tree, copied for the measurement: its executable is what is measured. */
  readonly dist: string;
  /** Another built tree, copied likewise: the build before. */
  readonly before?: string;
  /** The runtime that the executable was made of, copied likewise. */
  readonly node: string;
  /** Tells on standard error what is being measured. */
  say(text: string): void;
}

export type Section = (options: BenchOptions) => Promise<readonly BenchRow[]>;
