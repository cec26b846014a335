/**
 * What kind of world it is: all that the documents leave open, and all that differs between
 * installations.
 */
export interface WorldSettings {
  /**
   * Does BILLmanager move a service's end date before it calls prolong, or when it is told
   * postprolong?
   */
  readonly moves: 'before' | 'after';
  /** Is a service dated when it is ordered, or when it is activated? */
  readonly dated: 'ordered' | 'activated';
  /** What BILLmanager does with further fields of an activation. */
  readonly fields: 'kept' | 'dropped' | 'refused';
  /** Operations of different kinds on one service may stand side by side. */
  readonly overlap: boolean;
  readonly rowsPerPage: number;
  readonly listOrder: 'newest' | 'oldest';
  /** What upstream answers about a deleted license: its form, or that there is none. */
  readonly deletedForm: boolean;
  /** How long upstream prepares a license, at most, in seconds. */
  readonly preparation: number;
  /** Upstream refuses to renew or change what it still prepares. */
  readonly stern: boolean;
  /** Upstream suspends what has run out. */
  readonly lapses: boolean;
  /** Does the answer of a renewal tell the new end date? */
  readonly tellsEnd: boolean;
  /** The upstream's time zone against UTC, in hours. */
  readonly zone: number;
  /** Our machine's clock against the world's, in minutes. */
  readonly skew: number;
  readonly keyWait: number;
  readonly rate: number;
  /** 0: all goes well; 1: a very bad day. */
  readonly badness: number;
}
