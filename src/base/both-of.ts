/** Waits until both have ended; rejects with what the first of them that failed was rejected with. */
export async function bothOf(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  for (const each of await Promise.allSettled([one, other]))
    if (each.status === 'rejected') throw each.reason;
}
