import { turnOfLoop } from '../../base/turn-of-loop.ts';
import type { CallDependencies, Context, ServiceCall } from '../engine/context.ts';

/*
 * What an operation will most likely ask is asked ahead, while it waits for something else. A guess
 * decides nothing: its answer is used only where the operation, by then knowing what it must know,
 * asks for the very same; else it was one harmless read.
 */

/**
 * Asks BILLmanager for the service of an opening and the settings of its module before anything
 * else is loaded, let alone the service's lock taken. Returns the call with that reading, when its
 * questions have left. Another process may change the service until the lock is taken, but not
 * without leaving a trace in the journal: `isUntouched` tells under the lock whether this reading
 * counts.
 */
export async function serviceAhead(
  dependencies: CallDependencies,
  call: ServiceCall,
): Promise<ServiceCall> {
  const ahead = dependencies.billmanager.service(call.item, call.itemtype ?? undefined);
  aside(ahead);
  moduleAhead(dependencies);
  await turnOfLoop();
  return { ...call, ahead };
}

/** Reads the settings of the module that the last operation was for: most resellers have one. */
export function moduleAhead({ billmanager, lastModule }: CallDependencies): void {
  const module = lastModule.read();
  if (module !== '') aside(billmanager.module(module));
}

/**
 * Connects to the upstream of that module, or the conf's, when the questions that are asked in this
 * turn have left, too.
 */
export async function upstreamAhead(ctx: Context): Promise<void> {
  const module = ctx.lastModule.read();
  const known = module === '' ? null : await (await ctx.journal()).recall(moduleKey(module));
  const url = typeof known?.value === 'string' ? known.value : ctx.conf.upstream.url;
  setImmediate(() => aside(ctx.approach(url)));
}

/** Nothing of ours has ever worked on the service. */
export async function isUntouched(ctx: Context, item: string): Promise<boolean> {
  const journal = await ctx.journal();
  const isNew = (await journal.operations({ item, limit: 1 })).length === 0;
  return isNew && (await journal.licenseOf(item)) === null;
}

/** Notes which module this operation is for and where its upstream is, for the next time. */
export async function rememberUpstream(ctx: Context, module: string, url: string): Promise<void> {
  ctx.lastModule.note(module);
  const journal = await ctx.journal();
  if (module !== '' && (await journal.recall(moduleKey(module)))?.value !== url)
    await journal.remember(moduleKey(module), url);
}

const moduleKey = (id: string): string => `upstream of module ${id}`;

/** Whoever needs the answer asks for it again and gets it, or its fault. */
export function aside(answer: Promise<unknown>): void {
  answer.catch(() => undefined);
}
