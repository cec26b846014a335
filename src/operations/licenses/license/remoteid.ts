/*
 * What we write at the vendor as remoteid: the number of the service that a license serves, and
 * these two while it serves none.
 */

const RELEASED = 'released-';

/** Names a license that was released by a service, so that a new state file finds it again. */
export const releasedRemoteId = (item: string): string => `${RELEASED}${item}`;

export const isReleased = (remoteid: string): boolean => remoteid.startsWith(RELEASED);

/**
 * Marks a module that the gateway buys for the license of a service, until it is a service itself:
 * by that a lost order is found.
 */
export const purchaseRemoteId = (item: string, pricelist: string): string => `${item}-${pricelist}`;

export const isPurchase = (remoteid: string): boolean => /^\d+-\d+$/.test(remoteid);
