/** Stands in the bundle for a package that none of our calls reaches. */
function leftOut(): never {
  throw new Error('This part of a package was left out of the executable');
}

export const load = leftOut;
export const dump = leftOut;
export const DEFAULT_SCHEMA = undefined;
