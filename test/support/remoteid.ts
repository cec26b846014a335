import { expect } from 'vitest';

/** The installation's mark in the worlds of the tests. */
export const MARK = 'mmmmm';

/** A license that was adopted, carried over or reused for a service. */
export const markedFor = (item: string): string => `${MARK}-${item}`;

/** One that was ordered for it, by an order of some draw. */
export const orderedFor = (item: string): unknown =>
  expect.stringMatching(new RegExp(`^${MARK}-${item}-[a-z][a-z2-9]{3}$`));

/** The service that a remoteid names, whoever's it is. */
export const serviceIn = (remoteid: string): string =>
  /^(?:[a-z][a-z2-9]{4}-)?(\d+)/.exec(remoteid)?.[1] ?? remoteid;
