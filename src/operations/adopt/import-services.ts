import { Fault } from '../../base/fault.ts';
import type { Context } from '../engine/context.ts';
import { requireKnownMachine } from '../engine/known-machine.ts';
import { withService } from '../engine/service-lock.ts';
import type { Bindable, Candidate, Provider, ProviderKind } from './provider.ts';
import { itemtypesOf, providerOf } from './providers.ts';

interface ImportOutcome {
  readonly imported: readonly { readonly id: string; readonly item: string }[];
  readonly skipped: number;
}

interface ImportRequest {
  readonly module: string;
  readonly itemtype: string;
  /** Only what has one of these words in its id, name or address; '' for all. */
  readonly searchstring: string;
}

/**
 * BILLmanager's import form: makes services of what serves none yet, one
 * `processing.import.service` each, and binds them as adopt does: the ledger takes the row, our id
 * is set at the provider. Repeating it imports nothing twice. Fault argument_bad for a product type
 * of another kind, machine_unknown.
 */
export async function importServices(
  ctx: Context,
  kind: ProviderKind,
  { module, itemtype, searchstring }: ImportRequest,
): Promise<ImportOutcome> {
  if (!itemtypesOf(kind).includes(itemtype))
    throw new Fault('argument_bad', { object: 'itemtype', value: itemtype });
  await requireKnownMachine(ctx);
  const provider = await providerOf(ctx, module, itemtype);
  const what = `import ${module}`;
  const lock = await ctx.journal.lock(what, 0);
  if (!lock) throw new Fault('service_busy', { object: what });
  try {
    const wanted = (await provider.list()).filter(each => matches(each, searchstring));
    const free = wanted.filter(isUnowned);
    const bound = free.length === 0 ? new Map<string, Bound>() : await boundIds(ctx, provider);
    const imported: { id: string; item: string }[] = [];
    for (const { id, owner } of free) {
      const before = bound.get(id);
      if (before?.isNoted && owner === null) continue;
      const item = before
        ? await finishOne(ctx, provider, id, before)
        : await importOne(ctx, provider, id);
      if (item !== null) imported.push({ id, item });
    }
    return { imported, skipped: wanted.length - imported.length };
  } finally {
    await lock.release();
  }
}

/** Whom something serves already. */
interface Bound {
  /** '' while it is released. */
  readonly item: string;
  /** The ledger has it. */
  readonly isNoted: boolean;
}

/**
 * What serves a service already, by the ledger, or by what services say of themselves that the
 * ledger does not know: an import that was cut short, a lost state file. Where the list of services
 * shows no parameters each of those is read.
 */
async function boundIds(ctx: Context, provider: Provider): Promise<ReadonlyMap<string, Bound>> {
  const bound = new Map<string, Bound>();
  const { key, itemtype, soldAs, kind } = provider;
  // another account may have licenses with the same ids, and serve services with them
  const noted = new Set<string>();
  for (const { account, item, licenseId, state } of await ctx.journal.licenses({ itemtype })) {
    if (state === 'ended') continue;
    noted.add(item ?? '');
    if (account === key) bound.set(licenseId, { item: item ?? '', isNoted: true });
  }
  const param = kind === 'license' ? 'license_id' : 'username';
  for await (const row of ctx.billmanager.services(soldAs, provider.module)) {
    const { id: item, status } = row;
    if (noted.has(item) || status === 'deleted') continue;
    const service = row.isWhole ? row : await ctx.billmanager.service(item, soldAs);
    const id = service?.params.get(param) ?? '';
    if (id !== '' && !bound.has(id)) bound.set(id, { item, isNoted: false });
  }
  return bound;
}

/**
 * An import that was cut short has made the service: the rest of it. null if nothing was missing.
 */
async function finishOne(
  ctx: Context,
  provider: Provider,
  id: string,
  { item, isNoted }: Bound,
): Promise<string | null> {
  const found = item === '' ? null : await readUnowned(provider, id);
  if (!found || (isNoted && found.setRemoteId(item) === null)) return null;
  await bind(ctx, found, item, isNoted);
  ctx.log.info(`${provider.kind} ${id} was made service ${item} by an import that was cut short`);
  return item;
}

async function importOne(ctx: Context, provider: Provider, id: string): Promise<string | null> {
  const { module, soldAs: itemtype } = provider;
  const found = await readUnowned(provider, id);
  if (!found) return null;
  const item = await ctx.billmanager.importService({ ...found.imported, module, itemtype });
  await bind(ctx, found, item, false);
  ctx.log.info(`${provider.kind} ${id} is now service ${item}`);
  return item;
}

/** As it is now, unless it names a service. */
async function readUnowned(provider: Provider, id: string): Promise<Bindable | null> {
  const found = await provider.read(id);
  return found && isUnowned(found.candidate) ? found : null;
}

const isUnowned = ({ owner, isReleased }: Candidate): boolean =>
  !isReleased && (owner === null || owner === '');

async function bind(ctx: Context, found: Bindable, item: string, isNoted: boolean): Promise<void> {
  if (!isNoted) await ctx.journal.write([{ put: found.row(item, null) }]);
  const step = found.setRemoteId(item);
  if (step) await withService(ctx, item, lock => step.act(step.intent, lock));
}

function matches(candidate: Candidate, search: string): boolean {
  const words = search.split(/[\s,]+/).filter(word => word !== '');
  const texts = [candidate.id, candidate.name, candidate.ip].map(text => text.toLowerCase());
  return (
    words.length === 0 || words.some(word => texts.some(text => text.includes(word.toLowerCase())))
  );
}
