/** How big a document may be. The defaults hold for every answer of a manager. */
export interface TreeLimits {
  /** Elements within elements, the root counted. */
  readonly maxDepth?: number;
  /** Elements in the whole document. */
  readonly maxNodes?: number;
}

export const MAX_DEPTH = 64;
/**
 * A page of a thousand licenses has some 30 000 elements; the rest is headroom for a price list,
 * not an invitation.
 */
export const MAX_NODES = 1_000_000;
