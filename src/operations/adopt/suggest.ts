import { canonicalAddress, isHostAddress, sameAddress } from '../../base/address.ts';
import { toFault } from '../../base/fault.ts';
import type { ServiceRow } from '../../billmanager/billmanager.ts';
import { PARAM_USERNAME } from '../../billmanager/param-names.ts';
import { asksUsername, type NameParts, userName } from '../../panel/account-names.ts';
import { domainName } from '../../panel/domain-names.ts';
import { TARIFF_NAME_TEMPLATE } from '../accounts/account/account-plan.ts';
import type { Context } from '../engine/context.ts';
import type { Pair } from './adoption.ts';
import type { AdoptionWorld, ProviderSnapshot } from './adoption-snapshot.ts';
import type { Candidate, ProviderKind } from './provider.ts';
import { itemtypesOf, programOf } from './providers.ts';

/**
 * sure: it names the service, or everything agrees. likely: one strong clue agrees. possible: one
 * weak clue, a person must look.
 */
export type Sureness = 'sure' | 'likely' | 'possible';
const SURENESS: readonly Sureness[] = ['sure', 'likely', 'possible'];

export type Clue =
  | 'remoteid'
  | 'username'
  | 'domain'
  | 'email'
  | 'name_template'
  | 'client'
  | 'address'
  | 'name'
  | 'tariff';

export interface Suggestion extends Pair {
  readonly sure: Sureness;
  /** By what it was found. */
  readonly by: readonly Clue[];
}

interface Match {
  readonly candidate: Candidate;
  readonly score: number;
  readonly by: readonly Clue[];
}

const SCORES: { readonly [S in Sureness]: number } = { sure: 90, likely: 60, possible: 30 };

/**
 * Looks for what may belong to which service: services of our modules (`to`: also those of others
 * that are to get this module) that the ledger has nothing for, and licenses or accounts that serve
 * nobody. Of several that fit equally well none is suggested as more than possible. Reads lists
 * only.
 */
export async function suggest(
  ctx: Context,
  kind: ProviderKind,
  world: AdoptionWorld,
  to = '',
): Promise<readonly Suggestion[]> {
  const ledger = await world.ledger();
  const served = new Set(ledger.map(row => row.item));
  const taken = new Set(ledger.map(row => `${row.account} ${row.itemtype} ${row.licenseId}`));
  const found: { service: ServiceRow; snapshot: ProviderSnapshot; matches: readonly Match[] }[] =
    [];
  for (const itemtype of itemtypesOf(kind)) {
    for (const service of (await world.services(itemtype)).values()) {
      if (served.has(service.id) || service.status === 'deleted' || service.processingmodule === '')
        continue;
      const isOurs = (await world.program(service.processingmodule)) === programOf(kind);
      const target = kind === 'account' && to !== '' ? to : service.processingmodule;
      if (isOurs ? target !== service.processingmodule : to === '' || kind !== 'account') continue;
      const snapshot = await world.snapshot(target, itemtype);
      const index = indexOf(snapshot, taken);
      const matches = await matchesOf(ctx, world, kind, service, index);
      if (matches.length > 0) found.push({ service, snapshot, matches });
    }
  }
  return chooseBest(found, kind);
}

interface Index {
  readonly free: ReadonlyMap<string, Candidate>;
  readonly byAddress: ReadonlyMap<string, readonly Candidate[]>;
  readonly byName: ReadonlyMap<string, readonly Candidate[]>;
  readonly byDomain: ReadonlyMap<string, Candidate>;
  readonly byOwner: ProviderSnapshot['byOwner'];
}

const indexes = new WeakMap<ProviderSnapshot, Index>();

function indexOf(snapshot: ProviderSnapshot, taken: ReadonlySet<string>): Index {
  const known = indexes.get(snapshot);
  if (known) return known;
  const { key, itemtype } = snapshot.provider;
  const free = [...snapshot.byId.values()].filter(
    each => !taken.has(`${key} ${itemtype} ${each.id}`),
  );
  // what names another service is that one's, and no match for any other
  const nobodys = free.filter(each => each.owner === null || each.owner === '');
  const index: Index = {
    free: new Map(nobodys.map(each => [each.id, each])),
    byAddress: Map.groupBy(
      nobodys.filter(each => isHostAddress(each.ip)),
      each => canonicalAddress(each.ip),
    ),
    byName: Map.groupBy(
      nobodys.filter(each => each.name !== ''),
      each => each.name.toLowerCase(),
    ),
    byDomain: new Map(nobodys.flatMap(each => each.domains.map(domain => [domain, each]))),
    byOwner: Map.groupBy(
      free.filter(each => each.owner !== null && each.owner !== ''),
      each => each.owner ?? '',
    ),
  };
  indexes.set(snapshot, index);
  return index;
}

async function matchesOf(
  ctx: Context,
  world: AdoptionWorld,
  kind: ProviderKind,
  service: ServiceRow,
  index: Index,
): Promise<readonly Match[]> {
  const owned = index.byOwner.get(service.id) ?? [];
  const tariff = service.pricelist === '' ? null : await world.tariff(service.pricelist);
  const product = tariff === null ? '' : world.productOf(tariff, kind);
  if (owned.length > 0)
    return owned.map(candidate => ownedMatch(candidate, kind, service, product));
  const clues = new Map<Candidate, Set<Clue>>();
  const note = (candidate: Candidate | undefined, clue: Clue): void => {
    if (candidate) clues.set(candidate, (clues.get(candidate) ?? new Set()).add(clue));
  };
  const field = (name: string): string => (service.params.get(name) ?? '').trim();
  if (kind === 'account') {
    note(index.free.get(field(PARAM_USERNAME)), 'username');
    const template = tariff?.params.get(TARIFF_NAME_TEMPLATE) ?? '';
    const accountId = service.account;
    const client = await world.userOf(accountId);
    const parts = { username: client, domain: field('domain'), id: service.id, accountId };
    note(index.free.get(expectedName(ctx, template, parts)), 'name_template');
    note(index.free.get((client.split('@')[0] ?? '').toLowerCase()), 'client');
    note(index.byDomain.get(domainName(field('domain')) ?? ''), 'domain');
    if (client.includes('@')) for (const named of byName(index, client)) note(named, 'email');
    for (const name of [field('domain'), service.name].filter(text => text !== ''))
      for (const candidate of [index.free.get(name.toLowerCase()), ...byName(index, name)])
        note(candidate, 'name');
  } else {
    for (const candidate of index.byAddress.get(canonicalAddress(field('ip'))) ?? [])
      note(candidate, 'address');
    for (const candidate of byName(index, field('licname') || field('domain')))
      note(candidate, 'name');
  }
  return [...clues].map(([candidate, by]) => {
    if (product !== '' && candidate.product === product) by.add('tariff');
    return { candidate, score: scoreOf(by, candidate, product), by: [...by] };
  });
}

/**
 * What carries the service's number. Another billing may number its services likewise, on the same
 * account or panel: of a license tariff and (address or name) must agree, too.
 */
function ownedMatch(
  candidate: Candidate,
  kind: ProviderKind,
  service: ServiceRow,
  product: string,
): Match {
  if (kind === 'account') return { candidate, score: 85, by: ['remoteid'] };
  const field = (name: string): string => (service.params.get(name) ?? '').trim();
  const by: Clue[] = ['remoteid'];
  if (isHostAddress(candidate.ip) && sameAddress(candidate.ip, field('ip'))) by.push('address');
  if (candidate.name !== '' && [field('licname'), field('domain')].includes(candidate.name))
    by.push('name');
  const isBound = by.length > 1;
  if (product !== '' && candidate.product === product) by.push('tariff');
  return { candidate, score: isBound && by.includes('tariff') ? 100 : SCORES.possible, by };
}

const byName = (index: Index, name: string): readonly Candidate[] =>
  name === '' ? [] : (index.byName.get(name.toLowerCase()) ?? []);

/**
 * The name that our own template would give the service; '' where that is none, or the client's
 * user name is asked for and not known.
 */
function expectedName(ctx: Context, template: string, parts: NameParts): string {
  if (parts.username === '' && asksUsername(template)) return '';
  try {
    return userName(template, parts);
  } catch (error) {
    ctx.log.debug(`no name for service ${parts.id}: ${toFault(error).message}`);
    return '';
  }
}

/** Another tariff makes every other clue doubtful. */
function scoreOf(by: ReadonlySet<Clue>, candidate: Candidate, product: string): number {
  const differs = product !== '' && candidate.product !== '' && candidate.product !== product;
  const strong = by.has('address') && by.has('name') ? 90 : 0;
  const best = Math.max(
    strong,
    by.has('username') ? 95 : 0,
    by.has('domain') ? 92 : 0,
    by.has('email') ? 65 : 0,
    by.has('name_template') ? 70 : 0,
    by.has('client') ? 65 : 0,
    by.has('address') ? 65 : 0,
    by.has('name') ? 45 : 0,
  );
  return differs ? Math.min(best - 35, SCORES.likely - 1) : best + (by.has('tariff') ? 3 : 0);
}

/**
 * Each service gets its best match and each candidate its best service; where two are as good,
 * nobody can tell and both are no more than possible.
 */
function chooseBest(
  found: readonly { service: ServiceRow; snapshot: ProviderSnapshot; matches: readonly Match[] }[],
  kind: ProviderKind,
): readonly Suggestion[] {
  const scores = new Map<Candidate, number[]>();
  for (const { matches } of found)
    for (const { candidate, score } of matches)
      scores.set(candidate, [...(scores.get(candidate) ?? []), score]);
  const suggestions: Suggestion[] = [];
  for (const { service, matches } of found) {
    const [best, second] = [...matches].sort((a, b) => b.score - a.score);
    if (!best || best.score < SCORES.possible) continue;
    const rivals = (scores.get(best.candidate) ?? []).filter(score => score >= best.score).length;
    const isTied = second?.score === best.score || rivals > 1;
    const score = isTied ? Math.min(best.score, SCORES.likely - 1) : best.score;
    suggestions.push({
      item: service.id,
      kind,
      id: best.candidate.id,
      line: null,
      sure: SURENESS.find(each => score >= SCORES[each]) ?? 'possible',
      by: best.by,
    });
  }
  return suggestions;
}
