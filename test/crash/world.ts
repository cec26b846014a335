import { existsSync } from 'node:fs';
import type { BillingService, Sandbox } from '../../sandbox/sandbox.ts';
import { openJournal } from '../../src/journal/sqlite-journal.ts';
import { undrawn } from '../support/remoteid.ts';
import { panelLines, passwordLines, withoutMark, withoutSecrets } from './world-panel.ts';

/**
 * The whole end state as lines of text: what upstream has and has charged, what panels have, what
 * BILLmanager was told, what the journal holds. Two runs came out the same if their lines are the
 * same; keys of licenses, passwords, ids of rows and times are left out.
 */
export async function worldLines(box: Sandbox, stateFile: string): Promise<readonly string[]> {
  return [
    ...moneyLines(box),
    ...upstreamLines(box),
    ...panelLines(box),
    ...billingLines(box),
    ...(await journalLines(box, stateFile)),
  ];
}

/** What is in one of the two and not in the other: `-` is missing, `+` is too much. */
export function differences(
  expected: readonly string[],
  found: readonly string[],
): readonly string[] {
  const rest = [...found];
  const missing = expected.filter(line => {
    const index = rest.indexOf(line);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
  return [...missing.map(line => `- ${line}`), ...rest.map(line => `+ ${line}`)];
}

export function moneyLines(box: Sandbox): readonly string[] {
  return [
    ...box
      .charges()
      .map(
        ({ what, service, amount, currency, pricelist, period, expiredate, remoteid }) =>
          `charge: ${what} of license ${service}: ${amount} ${currency}, pricelist ${pricelist}, period ${period}, until ${expiredate}, for ${undrawn(remoteid)}`,
      ),
    ...Object.entries(box.balance()).map(([currency, amount]) => `balance: ${amount} ${currency}`),
  ];
}

export function upstreamLines(box: Sandbox): readonly string[] {
  const changed = box.upstream.store.all<{ id: number; ip: string | null; lickey: string | null }>(
    'SELECT id, ip_changed AS ip, lickey_changed AS lickey FROM services ORDER BY id',
  );
  return [
    ...box.upstreamServices().map(each => {
      const { lickey, ...told } = each;
      const shown = { ...told, lickey: lickey === '' ? 'none' : 'some' };
      return undrawn(`license ${each.id}: ${JSON.stringify(shown)}`);
    }),
    ...changed.map(
      each => `license ${each.id}: address changed ${each.ip}, key changed ${each.lickey}`,
    ),
  ];
}

export function billingLines(box: Sandbox): readonly string[] {
  const keys = new Map(box.upstreamServices().map(each => [String(each.id), each.lickey]));
  return [
    ...box
      .services()
      .map(
        each =>
          `service ${each.id}: ${JSON.stringify(withoutKey(withoutSecrets(each, box), keys))}`,
      ),
    ...box
      .operations()
      .map(each => `stands: ${each.command} of service ${each.item}, manual ${each.manual}`),
    ...box.tasks().map(each => `task: service ${each.item}, type ${each.type}`),
    ...box.problems().map(each => `problem: ${each.name} of ${each.object}`),
    ...box.modules().map(each => `module ${each.id}: balance ${each.balance} ${each.currency}`),
  ];
}

/** The key that BILLmanager was told is the one that upstream has, whatever it is. */
function withoutKey(service: BillingService, keys: ReadonlyMap<string, string>): unknown {
  const { lickey, ...params } = service.params;
  if (lickey === undefined) return { ...service, params };
  const isRight = lickey === keys.get(params['license_id'] ?? '');
  return { ...service, params: { ...params, lickey: isRight ? 'as upstream' : 'another' } };
}

/** Nothing is left open; who has which license, and until when it is paid. */
export async function journalLines(box: Sandbox, stateFile: string): Promise<readonly string[]> {
  // a process may die before it makes one
  if (!existsSync(stateFile)) return [];
  const journal = await openJournal({ file: stateFile, mustExist: true });
  try {
    const operations = await journal.operations({});
    const doubts: string[] = [];
    for (const each of operations) {
      const steps = await journal.steps(each.id);
      doubts.push(
        ...steps
          .filter(step => step.result === null)
          .map(step => `in doubt: ${each.command} ${step.name}`),
      );
    }
    const licenses = await journal.licenses({});
    return [
      ...operations
        .filter(each => each.state === 'open' || each.state === 'waiting')
        .map(each => `journal: ${each.command} of service ${each.item} is ${each.state}`),
      ...doubts,
      ...licenses
        .map(({ id, updatedAt, releasedAt, ...told }) => ({
          ...told,
          licname: withoutMark(told.licname),
          released: releasedAt !== null,
        }))
        .map(each => undrawn(`ledger: ${JSON.stringify(each)}`))
        .sort(),
      ...(await passwordLines(box, journal)),
    ];
  } finally {
    await journal.dispose();
  }
}
