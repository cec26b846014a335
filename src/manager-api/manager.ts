import type { MgrDocument } from './document.ts';

declare const GIVEN: unique symbol;

/**
 * Permission for one act that changes something at the vendor. It is checked once more just before
 * the bytes leave. Only operations/licenses/license/permit.ts grants one.
 */
export interface Permit {
  readonly [GIVEN]: true;
  /** Throws Fault if it has lapsed meanwhile: nothing has been sent then. */
  check(): void;
}

/**
 * An ISPsystem manager behind some transport (HTTPS to the upstream, mgrctl to the local panel).
 * What the caller says about a request decides how a lost answer is classified.
 */
export interface RequestOptions {
  /**
   * read: repeating it changes nothing, so any lost answer is passing. act: it may have happened
   * (kind unknown).
   */
  readonly kind: 'read' | 'act';
  /**
   * Params whose values are secret although their names do not show it (base/secret-names.ts): kept
   * out of argument vectors, logs and faults like the others.
   */
  readonly secrets?: readonly string[];
  /**
   * An act that touches neither services nor money (a module reporting about itself): allowed in
   * maintenance.
   */
  readonly inMaintenance?: true;
  /** Checked just before the request is sent. */
  readonly permit?: Permit;
}

export interface Manager {
  /**
   * The manager's own clock in its last answer (HTTP Date); null before the first answer or without
   * that header.
   */
  serverTime(): Date | null;
  /**
   * Calls `func` with `params` (undefined values are left out). Resolves with the answer's
   * document, except for error documents: those throw Fault with the error's type, object and text
   * (errors.ts).
   */
  call(
    func: string,
    params: Readonly<Record<string, string | undefined>>,
    options: RequestOptions,
  ): Promise<MgrDocument>;
}
