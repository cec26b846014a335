/** One line of the table that `scripts/soak` prints. */
export interface SoakRow {
  readonly name: string;
  /** Kill points, trials or steps that were run. */
  readonly points: number;
  readonly violations: number;
  readonly detail?: string;
}
