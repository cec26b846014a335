declare const GIVEN: unique symbol;

/**
 * Leave to change something at the vendor, for one act. It is asked once more just before the bytes
 * leave. Only operations/licenses/license/permit.ts gives one.
 */
export interface Permit {
  readonly [GIVEN]: true;
  /** Throws Fault where it has lapsed meanwhile: nothing has been sent then. */
  check(): void;
}
