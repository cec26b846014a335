import { Fault } from '../../src/base/fault.ts';

/** The Fault that a promise ends in; anything else fails the test. */
export async function caught(promise: Promise<unknown>): Promise<Fault> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault was thrown');
}
