/**
 * A period as BILLmanager numbers it: months (1, 3, 12 ...), or one of the two special terms.
 * Source: docs/reference/vendor-api.md, "License functions".
 */
export type Period = number;

export const TRIAL: Period = -100;
export const LIFETIME: Period = 0;

export const isMonths = (period: Period): boolean => period > 0;
