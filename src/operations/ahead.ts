import { turnOfLoop } from '../base/turn-of-loop.ts';
import type { Service, Tariff } from '../billing/billing.ts';
import { presetOf, upstreamPeriod } from '../conf/preset.ts';
import type { Upstream } from '../products/upstream.ts';
import type { Context, ServiceCall } from './context.ts';
import type { Subject } from './subject.ts';

/*
 * What an operation will most likely ask is asked ahead, while it waits for something else. A guess decides nothing: its answer is
 * used only where the operation, by then knowing what it must know, asks for the very same; else it was one harmless read.
 */

/**
 * Reads the settings of the module that the last operation was for: most resellers have one. While BILLmanager answers, the connection to
 * the upstream is made.
 */
export async function moduleAhead(ctx: Context): Promise<void> {
  const journal = await ctx.journal();
  const [last] = await journal.operations({ limit: 1 });
  const module = last?.module ?? '';
  const url = module === '' ? null : ((await journal.recall(moduleKey(module)))?.value ?? null);
  if (module !== '') aside(ctx.billing.module(module));
  // not before the call that follows this one has been sent too
  setImmediate(() => aside(ctx.approach(typeof url === 'string' ? url : ctx.conf.upstream.url)));
}

/**
 * Reads the service of an opening, and its module's settings, while the service's lock is still to be taken. Another process may change the
 * service until then, but not without leaving a trace in the journal: `isUntouched` tells under the lock whether this reading counts.
 */
export function serviceAhead(ctx: Context, { item, itemtype }: ServiceCall): Promise<Service | null> {
  const reading = ctx.billing.service(item, itemtype ?? undefined);
  aside(reading);
  aside(moduleAhead(ctx));
  return reading;
}

/** Nothing of ours has ever worked on the service. */
export async function isUntouched(ctx: Context, item: string): Promise<boolean> {
  const journal = await ctx.journal();
  const isNew = (await journal.operations({ item, limit: 1 })).length === 0;
  return isNew && (await journal.licenseOf(item)) === null;
}

/** Notes where a module's upstream is, for the next time. */
export async function rememberUpstream(ctx: Context, module: string, url: string): Promise<void> {
  const journal = await ctx.journal();
  if (module !== '' && (await journal.recall(moduleKey(module)))?.value !== url)
    await journal.remember(moduleKey(module), url);
}

const moduleKey = (id: string): string => `upstream of module ${id}`;

/**
 * Asks upstream about the service's address by what its tariff was called last time, while the tariff is read. Only for a service that
 * the journal knows nothing of: where it has a license, or an order may be under way, the operation does not ask that. The subject that
 * is answered gives the operation the answer.
 */
export async function addressAhead(ctx: Context, subject: Subject): Promise<Subject> {
  const { service, itemtype, type, item } = subject;
  if (!type.checkip || service.ip === '' || service.period === null) return subject;
  const journal = await ctx.journal();
  const intname = (await journal.recall(tariffKey(service.pricelist)))?.value;
  const preset = typeof intname === 'string' ? presetOf(intname, ctx.conf) : null;
  if (preset === null || !(await isUntouched(ctx, item))) return subject;
  const upstream = askingOnce(subject.upstream);
  const period = upstreamPeriod(ctx.conf, preset.id, service.period);
  aside(upstream.checkAddress({ itemtype, pricelist: preset.id, period, ip: service.ip }));
  // the question leaves before the next mgrctl is started, which takes this process some milliseconds: a turn of the event loop to
  // connect to a near upstream, another to write
  for (let turn = 0; turn < 3; turn += 1) await turnOfLoop();
  return { ...subject, upstream };
}

/** Notes what a tariff is called, for the next time. */
export async function rememberTariff(ctx: Context, { id, intname }: Tariff): Promise<void> {
  const journal = await ctx.journal();
  if ((await journal.recall(tariffKey(id)))?.value !== intname)
    await journal.remember(tariffKey(id), intname);
}

const tariffKey = (id: string): string => `tariff ${id}`;

/** The same upstream, but a question about an address that has been asked is not asked again. */
function askingOnce(upstream: Upstream): Upstream {
  const answers = new Map<string, Promise<void>>();
  const checkAddress: Upstream['checkAddress'] = order => {
    const { itemtype, pricelist, period, ip } = order;
    const question = JSON.stringify([itemtype, pricelist, period, ip]);
    const answer = answers.get(question) ?? upstream.checkAddress(order);
    answers.set(question, answer);
    return answer;
  };
  return Object.assign(Object.create(upstream), { checkAddress });
}

/** Whoever needs the answer asks for it again and gets it, or its fault. */
function aside(answer: Promise<unknown>): void {
  answer.catch(() => undefined);
}
