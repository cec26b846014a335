/** Waits until both have settled; rejects with the error of `one`, else with that of `other`. */
export async function bothOf(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  for (const each of await Promise.allSettled([one, other]))
    if (each.status === 'rejected') throw each.reason;
}
