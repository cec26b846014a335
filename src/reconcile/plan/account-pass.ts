import type { VendorConnection } from '../../operations/engine/context.ts';

/** A vendor account, whatever addresses lead to it, and the processing modules that buy there. */
export interface AccountPass extends VendorConnection {
  readonly modules: readonly string[];
  readonly mark: string;
}
