import { sameAddress } from '../../base/address.ts';
import { LICENSES_MODULE } from '../../base/names.ts';
import type { ServiceRow } from '../../billmanager/billmanager.ts';
import type { Context } from '../engine/context.ts';
import { accountNamed } from './account-provider.ts';
import type { Effect, Pair, PlanOptions, PlanRow, Reason, ServiceOrder } from './adoption.ts';
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
    this.#byItem = Map.groupBy(
      pairs.filter(pair => pair.item !== ''),
      pair => pair.item,
    );
    this.#byId = Map.groupBy(pairs, pair => `${pair.kind} ${pair.id}`);
    this.#ledgerByItem = new Map(ledger.map(row => [row.item ?? '', row]));
    this.#ledgerById = new Map(
      ledger.map(row => [`${row.account} ${row.itemtype} ${row.licenseId}`, row]),
    );
  }

  /** `origin`: the pair of the file, where its service was found out since. */
  async row(pair: Pair, origin = pair): Promise<PlanRow> {
    if (pair.order !== undefined && pair.item === '') return this.#ordered(pair, pair.order);
    const service = await this.#world.service(pair.item, itemtypesOf(pair.kind));
    const unknown = { itemtype: '', module: '', from: '', isForeign: false };
    const blank = { ...pair, ...unknown, tariff: '', name: '', ip: '', effects: [] };
    if (!service) {
      const elsewhere = await this.#typeElsewhere(pair);
      const reason: Reason = elsewhere
        ? { code: 'service_type', value: elsewhere }
        : { code: 'service_missing', value: '' };
      return { ...blank, verdict: 'conflict', reasons: [reason] };
    }
    const { itemtype, processingmodule: from } = service;
    const { to = '' } = this.#options;
    const module = pair.kind === 'account' && to !== '' ? to : from;
    const [now, afterwards] = [await this.#world.program(from), await this.#world.program(module)];
    const isForeign = afterwards !== programOf(pair.kind);
    const known = { ...blank, itemtype, module, from, isForeign };
    // without --to only our own modules are served, and a service of one of them keeps it
    const isFixed = module === from ? isForeign && to === '' : now === programOf(pair.kind);
    if (
      isFixed ||
      afterwards === '' ||
      (afterwards === LICENSES_MODULE) !== (pair.kind === 'license')
    ) {
      const value = now || from;
      return { ...known, verdict: 'conflict', reasons: [{ code: 'other_module', value }] };
    }
    return this.#rowAtProvider(pair, origin, service, known);
  }

  async #rowAtProvider(
    pair: Pair,
    origin: Pair,
    service: ServiceRow,
    known: Omit<PlanRow, 'verdict' | 'reasons'>,
  ): Promise<PlanRow> {
    const snapshot = await this.#world.snapshot(known.module, service.itemtype);
    const candidate = await this.#world.candidate(snapshot, pair.id);
    const tariff = service.pricelist === '' ? null : await this.#world.tariff(service.pricelist);
    const named = {
      ...known,
      tariff: tariff?.name || tariff?.intname || '',
      name: candidate?.name ?? '',
      ip: candidate?.ip ?? '',
    };
    const twice = this.#twice(pair, origin);
    const bound = this.#ledgerByItem.get(pair.item);
    const place = `${snapshot.provider.key} ${pair.id}`;
    const isNamed = pair.kind === 'account' && accountNamed(service.params) === place;
    const isHere = known.from === known.module;
    const isBound = known.isForeign
      ? isHere && isNamed
      : isHere && bound?.account === snapshot.provider.key && bound.licenseId === pair.id;
    if (isBound && candidate && twice.length === 0)
      return { ...named, verdict: 'already', reasons: [] };
    const product = tariff === null ? '' : this.#world.productOf(tariff, pair.kind);
    const reasons = [
      ...twice,
      ...(service.status === 'deleted' ? [{ code: 'service_deleted', value: '' } as const] : []),
      ...(candidate === null ? [{ code: 'not_found', value: pair.id } as const] : []),
      ...this.#boundOtherwise(pair, snapshot, candidate),
      ...(pair.kind === 'account' ? await this.#namedElsewhere(pair, service.itemtype, place) : []),
      // what another program's tariffs sell is not ours to read
      ...(candidate === null || (known.isForeign && product === '')
        ? []
        : this.#otherTariff(candidate, product)),
    ];
    if (reasons.length > 0 || candidate === null) return { ...named, verdict: 'conflict', reasons };
    const verdict = isHere ? 'bind' : 'switch';
    const effects = effectsOf(known, service, candidate, this.#options);
    return { ...named, verdict, reasons: [], effects };
  }

  /** Another service names this account of this panel as its own, in its parameters. */
  async #namedElsewhere(pair: Pair, itemtype: string, place: string): Promise<readonly Reason[]> {
    const others = (await this.#world.named(itemtype)).get(place) ?? [];
    const other = others.find(item => item !== pair.item);
    // what the ledger has of another service is said already
    const isKnown = other === undefined || this.#ledgerByItem.has(other);
    return isKnown ? [] : [{ code: 'bound_elsewhere', value: other }];
  }

  /**
   * For a client without a service. One that an interrupted attempt has made is told by its
   * parameters, and bound like any other.
   */
  async #ordered(pair: Pair, order: ServiceOrder): Promise<PlanRow> {
    const { to: module = '' } = this.#options;
    const tariff = await this.#world.findTariff(order.tariff);
    const isForeign = (await this.#world.program(module)) !== programOf('account');
    const effects: readonly Effect[] = [
      'order',
      ...(this.#options.newPassword === true && !isForeign ? (['new_password'] as const) : []),
    ];
    const itemtype = tariff?.itemtype ?? '';
    const place = { itemtype, module, from: module, isForeign };
    const blank = { ...pair, ...place, tariff: tariff?.name ?? '', name: '', ip: '', effects };
    if (!itemtypesOf('account').includes(itemtype))
      return { ...blank, verdict: 'conflict', reasons: [missing('tariff_missing', order.tariff)] };
    const snapshot = await this.#world.snapshot(module, itemtype);
    const [made] =
      (await this.#world.named(itemtype, module)).get(`${snapshot.provider.key} ${pair.id}`) ?? [];
    if (made !== undefined) return this.row({ ...pair, item: made }, pair);
    const candidate = await this.#world.candidate(snapshot, pair.id);
    const reasons: readonly Reason[] = [
      ...this.#twice(pair),
      ...(candidate === null ? [missing('not_found', pair.id)] : []),
      ...((await this.#world.userOf(order.client)) === ''
        ? [missing('client_missing', order.client)]
        : []),
      ...this.#boundOtherwise(pair, snapshot, candidate),
      ...(candidate === null || tariff === null
        ? []
        : this.#otherTariff(candidate, this.#world.productOf(tariff, 'account'))),
    ];
    const name = candidate?.name ?? '';
    return reasons.length > 0
      ? { ...blank, name, verdict: 'conflict', reasons }
      : { ...blank, name, verdict: 'bind', reasons };
  }

  /** A license for a storage, or the reverse, has its own reason. */
  async #typeElsewhere(pair: Pair): Promise<string | null> {
    const others = itemtypesOf(pair.kind === 'license' ? 'account' : 'license');
    for (const itemtype of others)
      if ((await this.#world.services(itemtype)).has(pair.item)) return itemtype;
    return null;
  }

  #twice(pair: Pair, origin = pair): readonly Reason[] {
    const sameService = this.#byItem.get(pair.item) ?? [];
    const sameId = this.#byId.get(`${pair.kind} ${pair.id}`) ?? [];
    const others = [...new Set([...sameService, ...sameId])].filter(each => each !== origin);
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

function effectsOf(
  pair: Pair & Pick<PlanRow, 'module' | 'from' | 'isForeign'>,
  service: ServiceRow,
  candidate: Candidate,
  options: PlanOptions,
): readonly Effect[] {
  const address = service.params.get('ip') ?? '';
  const isWaiting = service.status === 'ordered' || service.status === 'processing';
  return [
    ...(pair.kind === 'license' && !(candidate.owner === pair.item && candidate.isMarked)
      ? (['remoteid'] as const)
      : []),
    ...waitingEffect(pair, isWaiting),
    ...(pair.kind === 'account' && !pair.isForeign && options.newPassword === true
      ? (['new_password'] as const)
      : []),
    ...(pair.kind === 'account' && !isWaiting && isOtherStatus(service, candidate)
      ? (['other_status'] as const)
      : []),
    ...(address !== '' && candidate.ip !== '' && !sameAddress(address, candidate.ip)
      ? (['other_address'] as const)
      : []),
  ];
}

const missing = (code: Reason['code'], value: string): Reason => ({ code, value });

/** A service that waits under another module is switched in its task, any other one by hand. */
function waitingEffect(
  { module, from, isForeign }: Pick<PlanRow, 'module' | 'from' | 'isForeign'>,
  isWaiting: boolean,
): readonly Effect[] {
  if (module !== from) return [isWaiting ? 'in_task' : 'switch'];
  if (!isWaiting) return [];
  return [isForeign ? 'in_task' : 'activate'];
}

const isOtherStatus = ({ status }: ServiceRow, account: Candidate): boolean =>
  account.status !== null && status !== null && account.status !== status;
