import { turnOfLoop } from '../base/turn-of-loop.ts';
import type { Tariff } from '../billing/billing.ts';
import { presetOf, upstreamPeriod } from '../conf/preset.ts';
import type { Upstream } from '../products/upstream.ts';
import { aside, isUntouched } from './ahead.ts';
import type { Context } from './context.ts';
import type { Subject } from './subject.ts';

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
