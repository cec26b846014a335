/**
 * Which roots are trusted. `own`: only those of the conf; an administrator who names some usually
 * has a server that needs them. `builtin`: also those of the runtime. `system`: also those of the
 * operating system, where an administrator may have added some. Each takes several times as long to
 * load as the one before, and is used only if that one does not know the issuer.
 */
export type RootStore = 'own' | 'builtin' | 'system';

const NEXT: Readonly<Record<RootStore, RootStore | null>> = {
  own: 'builtin',
  builtin: 'system',
  system: null,
};

/** The store to try when this one does not know the issuer; null after the last. */
export const nextStore = (store: RootStore): RootStore | null => NEXT[store];
