/**
 * How a property is tried: always the same cases in the suite; in a soak others, and more of them
 * (`PROPERTY_SEED`, `PROPERTY_FACTOR`).
 */
export function runs(usual: number): { readonly seed: number; readonly numRuns: number } {
  return {
    seed: Number(process.env['PROPERTY_SEED'] ?? 20_270_131),
    numRuns: Math.ceil(usual * Number(process.env['PROPERTY_FACTOR'] ?? 1)),
  };
}
