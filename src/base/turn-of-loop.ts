/**
 * Resolves in the next turn of the event loop: what was begun in this one has been handed to the
 * system by then.
 */
export function turnOfLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
