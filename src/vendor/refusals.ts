import { Fault, faultText } from '../base/fault.ts';
import { AnswerFault } from '../manager-api/errors.ts';

/** The upstream's own words about a refusal; our text if it gave none. */
function refusalText(fault: Fault): string {
  if (fault instanceof AnswerFault && fault.error.message !== '') return fault.error.message;
  if (fault.type === 'upstream_refused' && fault.value !== '') return fault.value;
  return faultText(fault, 'en');
}

/** Types that refuse what was asked, rather than who asked or how. */
const REFUSALS: ReadonlySet<string> = new Set(['upstream_value', 'upstream_refused']);

/**
 * Runs an order or a renewal: a refused period becomes `period_unsold` of `what` (a tariff or a
 * license); every other fault passes unchanged.
 */
export async function withPeriodNamed<T>(
  what: string,
  period: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isAbout(error, 'period') ? periodUnsold(what, period, error) : error;
  }
}

/**
 * Runs an address check: an objection to the address becomes `address_refused` with the upstream's
 * text. Faults about something else (login, rights, connection, money, the tariff) pass unchanged:
 * they say nothing about the address.
 */
export async function withAddressNamed<T>(
  order: { readonly pricelist: string; readonly period: string; readonly ip: string },
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (isAbout(error, 'period')) throw periodUnsold(order.pricelist, order.period, error);
    if (!refusesAddress(error)) throw error;
    throw new Fault('address_refused', {
      object: refusalText(error),
      value: order.ip,
      detail: error.detail,
      cause: error,
    });
  }
}

function refusesAddress(error: unknown): error is Fault {
  if (!(error instanceof Fault) || error.kind !== 'final') return false;
  const about = error instanceof AnswerFault ? error.error.object : error.object;
  if (about === 'pricelist' || about === 'price') return false;
  return REFUSALS.has(error.type) || (error.type === 'upstream_missed' && about === 'ip');
}

function isAbout(error: unknown, field: string): error is Fault {
  return error instanceof Fault && error.type === 'upstream_value' && error.object === field;
}

function periodUnsold(what: string, period: string, fault: Fault): Fault {
  return new Fault('period_unsold', {
    object: what,
    value: period,
    detail: refusalText(fault),
    cause: fault,
  });
}

/** The upstream does not know the function: nothing can have been carried out. */
export const isUnsold = (error: unknown): boolean =>
  error instanceof Fault && error.type === 'not_sold_here';

/** Runs a read; a bad answer then says, for people, what was expected instead. */
export async function expecting<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Fault) || error.type !== 'upstream_answer_bad') throw error;
    const { object, value, detail, kind } = error;
    const told = `${value}; expected was ${what}`;
    throw new Fault(error.type, { object, value: told, detail, kind, cause: error });
  }
}

/**
 * Whether a failed read of one object means that there is no such object. A `missed` that names
 * another number proves nothing about this one and is thrown as upstream_answer_bad (passing).
 */
export function isMissing(error: unknown, func: string, id: string): boolean {
  if (!(error instanceof Fault) || error.type !== 'upstream_missed') return false;
  if (/^\d+$/.test(error.value) && error.value !== id) {
    throw new Fault('upstream_answer_bad', {
      object: func,
      value: `missed ${error.object} ${error.value}, asked for ${id}`,
      kind: 'passing',
      cause: error,
    });
  }
  return true;
}
