/**
 * Which roots are trusted. `own`: those of the conf alone, which is what an administrator who names
 * some has a server for. `builtin`: those of the runtime as well. `system`: those of the operating
 * system too, where an administrator may have added some. Each takes several times as long to load
 * as the one before, and is asked only when that knows no issuer.
 */
export type RootStore = 'own' | 'builtin' | 'system';

const NEXT: Readonly<Record<RootStore, RootStore | null>> = {
  own: 'builtin',
  builtin: 'system',
  system: null,
};

/** The store to ask when this one knows no issuer; null after the last. */
export const nextStore = (store: RootStore): RootStore | null => NEXT[store];
