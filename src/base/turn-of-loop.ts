/** Resolves when whatever was begun in this turn of the event loop has been handed to the system, and what the system has to say has been heard. */
export function turnOfLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
