import type { MgrDocument } from './document.ts';

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

/**
 * An ISPsystem manager answered over some transport (HTTPS to the upstream, mgrctl to the local
 * panel). What the caller says about a request decides how a lost answer is classified.
 */
export interface RequestOptions {
  /**
   * read: repeating it changes nothing, so any lost answer is passing. act: it may have happened
   * (kind unknown).
   */
  readonly kind: 'read' | 'act';
  /**
   * Params whose values are secret although their names do not tell (base/secret-names.ts): kept
   * out of argument vectors, logs and faults as the others are.
   */
  readonly secrets?: readonly string[];
  /**
   * An act that touches neither services nor money (what a module tells of itself): allowed in
   * maintenance.
   */
  readonly inMaintenance?: true;
  /** Asked just before the request is sent. */
  readonly permit?: Permit;
}

export interface Manager {
  /**
   * The manager's own clock as its last answer told it (HTTP Date); null before the first answer or
   * if it does not tell.
   */
  serverTime(): Date | null;
  /**
   * Calls `func` with `params` (undefined values are left out). Resolves with the answer's
   * document, error documents excluded: those throw Fault with the error's type, object and text
   * kept (see mgr/errors.ts).
   */
  call(
    func: string,
    params: Readonly<Record<string, string | undefined>>,
    options: RequestOptions,
  ): Promise<MgrDocument>;
}
