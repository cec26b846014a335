/** Reading a list that can be trusted, and what is found by it. */

export { type WholeList, type WholeListOptions, wholeList } from './list-proof.ts';
export { type AddressedOrder, findByAddress, findByRemoteId } from './search-list.ts';
