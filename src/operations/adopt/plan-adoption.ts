import { sameAddress } from '../../base/address.ts';
import type { ServiceRow } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';
import type { Effect, Pair, PlanOptions, PlanRow, Reason } from './adoption.ts';
import { AdoptionWorld, type ProviderSnapshot } from './adoption-snapshot.ts';
import type { Candidate } from './provider.ts';
import { itemtypesOf, programOf } from './providers.ts';

/**
 * Says for each pair whether it will be bound, is bound already, or why it cannot be. Reads lists
 * only; nothing is changed anywhere.
 */
export async function planAdoption(
  ctx: Context,
  pairs: readonly Pair[],
  options: PlanOptions,
  world = new AdoptionWorld(ctx),
): Promise<readonly PlanRow[]> {
  const plan = new AdoptionPlan(world, pairs, options, await world.ledger());
  const rows: PlanRow[] = [];
  for (const pair of pairs) rows.push(await plan.row(pair));
  return rows;
}

type Ledger = Awaited<ReturnType<AdoptionWorld['ledger']>>;
type Bound = Ledger[number];

class AdoptionPlan {
  readonly #world: AdoptionWorld;
  readonly #options: PlanOptions;
  readonly #byItem: ReadonlyMap<string, readonly Pair[]>;
  readonly #byId: ReadonlyMap<string, readonly Pair[]>;
  readonly #ledgerByItem: ReadonlyMap<string, Bound>;
  readonly #ledgerById: ReadonlyMap<string, Bound>;

  constructor(world: AdoptionWorld, pairs: readonly Pair[], options: PlanOptions, ledger: Ledger) {
    this.#world = world;
    this.#options = options;
    this.#byItem = Map.groupBy(pairs, pair => pair.item);
    this.#byId = Map.groupBy(pairs, pair => `${pair.kind} ${pair.id}`);
    this.#ledgerByItem = new Map(ledger.map(row => [row.item ?? '', row]));
    this.#ledgerById = new Map(
      ledger.map(row => [`${row.account} ${row.itemtype} ${row.licenseId}`, row]),
    );
  }

  async row(pair: Pair): Promise<PlanRow> {
    const service = await this.#world.service(pair.item, itemtypesOf(pair.kind));
    const blank = { ...pair, itemtype: '', module: '', tariff: '', name: '', ip: '', effects: [] };
    if (!service) {
      const elsewhere = await this.#typeElsewhere(pair);
      const reason: Reason = elsewhere
        ? { code: 'service_type', value: elsewhere }
        : { code: 'service_missing', value: '' };
      return { ...blank, verdict: 'conflict', reasons: [reason] };
    }
    const { itemtype, processingmodule: module } = service;
    const known = { ...blank, itemtype, module };
    const program = await this.#world.program(module);
    if (program !== programOf(pair.kind)) {
      const value = program || module;
      return { ...known, verdict: 'conflict', reasons: [{ code: 'other_module', value }] };
    }
    return this.#rowAtProvider(pair, service, known);
  }

  async #rowAtProvider(
    pair: Pair,
    service: ServiceRow,
    known: Omit<PlanRow, 'verdict' | 'reasons'>,
  ): Promise<PlanRow> {
    const snapshot = await this.#world.snapshot(service.processingmodule, service.itemtype);
    const candidate = await this.#world.candidate(snapshot, pair.id);
    const tariff = service.pricelist === '' ? null : await this.#world.tariff(service.pricelist);
    const named = {
      ...known,
      tariff: tariff?.name || tariff?.intname || '',
      name: candidate?.name ?? '',
      ip: candidate?.ip ?? '',
    };
    const twice = this.#twice(pair);
    const bound = this.#ledgerByItem.get(pair.item);
    const isBound = bound?.account === snapshot.provider.key && bound.licenseId === pair.id;
    if (isBound && candidate && twice.length === 0)
      return { ...named, verdict: 'already', reasons: [] };
    const product = tariff === null ? '' : this.#world.productOf(tariff, pair.kind);
    const reasons = [
      ...twice,
      ...(service.status === 'deleted' ? [{ code: 'service_deleted', value: '' } as const] : []),
      ...(candidate === null ? [{ code: 'not_found', value: pair.id } as const] : []),
      ...this.#boundOtherwise(pair, snapshot, candidate),
      ...(candidate === null ? [] : this.#otherTariff(candidate, product)),
    ];
    if (reasons.length > 0 || candidate === null) return { ...named, verdict: 'conflict', reasons };
    return { ...named, verdict: 'bind', reasons: [], effects: effectsOf(pair, service, candidate) };
  }

  /** A license for a storage, or the reverse, has its own reason. */
  async #typeElsewhere(pair: Pair): Promise<string | null> {
    const others = itemtypesOf(pair.kind === 'license' ? 'account' : 'license');
    for (const itemtype of others)
      if ((await this.#world.services(itemtype)).has(pair.item)) return itemtype;
    return null;
  }

  #twice(pair: Pair): readonly Reason[] {
    const sameService = this.#byItem.get(pair.item) ?? [];
    const sameId = this.#byId.get(`${pair.kind} ${pair.id}`) ?? [];
    const others = [...new Set([...sameService, ...sameId])].filter(each => each !== pair);
    if (others.length === 0) return [];
    const value = others
      .slice(0, 3)
      .map(each => (each.line === null ? `${each.item} - ${each.id}` : `line ${each.line}`))
      .join(', ');
    return [{ code: 'twice', value }];
  }

  #boundOtherwise(
    pair: Pair,
    { provider, byOwner }: ProviderSnapshot,
    candidate: Candidate | null,
  ): readonly Reason[] {
    const reasons: Reason[] = [];
    const serving =
      this.#ledgerById.get(`${provider.key} ${provider.itemtype} ${pair.id}`)?.item ?? '';
    const owner = serving || (candidate?.owner ?? '');
    if (owner !== '' && owner !== pair.item)
      reasons.push({ code: 'bound_elsewhere', value: owner });
    const bound = this.#ledgerByItem.get(pair.item);
    const named = (byOwner.get(pair.item) ?? []).find(each => each.id !== pair.id);
    // an account whose panel has another address now is bound again
    const isHere = pair.kind === 'account' || bound?.account === provider.key;
    const isOther = bound && (bound.licenseId !== pair.id || !isHere);
    const other = isOther ? bound.licenseId : named?.id;
    if (other !== undefined) reasons.push({ code: 'serves_other', value: other });
    return reasons;
  }

  #otherTariff(candidate: Candidate, product: string): readonly Reason[] {
    const differs = candidate.product !== '' && candidate.product !== product;
    if (!differs || this.#options.anyTariff) return [];
    return [{ code: 'other_tariff', value: `${candidate.product} / ${product || '-'}` }];
  }
}

function effectsOf(pair: Pair, service: ServiceRow, candidate: Candidate): readonly Effect[] {
  const address = service.params.get('ip') ?? '';
  const isWaiting = service.status === 'ordered' || service.status === 'processing';
  return [
    ...(pair.kind === 'license' && !(candidate.owner === pair.item && candidate.isMarked)
      ? (['remoteid'] as const)
      : []),
    ...(isWaiting ? (['activate'] as const) : []),
    ...(address !== '' && candidate.ip !== '' && !sameAddress(address, candidate.ip)
      ? (['other_address'] as const)
      : []),
  ];
}
