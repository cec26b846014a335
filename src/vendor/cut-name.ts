/** No name that a person gives is longer; what is goes to panels, BILLmanager and the ledger. */
export const LONGEST_NAME = 200;

/** A name as far as it is kept, no character cut in two. */
export const cutName = (name: string): string =>
  name.length <= LONGEST_NAME ? name : [...name].slice(0, LONGEST_NAME).join('');
