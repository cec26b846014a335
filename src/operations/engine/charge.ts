import { Fault, type FaultType } from '../../base/fault.ts';
import type { JsonObject } from '../../journal/records.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How often a request that charges may be sent while its outcome is unknown (docs/reliability.md,
 * "When a request that charges is sent again").
 */
export interface Charge {
  /**
   * Milliseconds from one sending of unknown outcome to the next, each after a look that found
   * nothing; there is none after the last.
   */
  readonly gaps: readonly number[];
  /**
   * When a refusal by an error document is believed. later: after a look that found nothing, a
   * minute later. now: after an immediate look, for a request that sets a value rather than adding
   * to it.
   */
  readonly refusal: 'later' | 'now';
}

/** A list may hide an order: two sendings at the most. */
const ORDER: Charge = { gaps: [5 * MINUTE_MS], refusal: 'later' };

/** One reading shows whether a license was renewed. */
const RENEWAL: Charge = {
  gaps: [5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS],
  refusal: 'later',
};

/** A tariff or an amount is set, not added to. */
const CHANGE: Charge = { ...RENEWAL, refusal: 'now' };

/** What the intent of a change names an addon by, before its id. */
export const ADDON_FACT = 'addon.';

/** The rule for a step, by what state files keep of it; null: it charges nothing. */
export function chargeOf(name: string, intent: JsonObject): Charge | null {
  if (name === 'order') return ORDER;
  if (name.startsWith('prolong ')) return RENEWAL;
  const isAddon = Object.keys(intent).some(each => each.startsWith(ADDON_FACT));
  const isTariff = /^tariff(?: \d+)?$/.test(name);
  return isTariff || (name.startsWith('change ') && isAddon) ? CHANGE : null;
}

/** How long after a refusal to look whether the request was carried out all the same. */
export const REFUSAL_LOOK_MS = MINUTE_MS;

/** How long after the last sending to look for it before a person is asked. */
export const LAST_LOOK_MS = 5 * MINUTE_MS;

/** How often a request may be refused. */
export const MOST_REFUSALS = 30;

/**
 * What a fault says about a request that charges. unsent: no byte of it left, or whoever answered
 * did not look at it. denied: the vendor does not let us in, or knows no such function. refused: an
 * error document, which may come after the act as well. unknown: everything else.
 */
export type ChargeOutcome = 'unsent' | 'denied' | 'refused' | 'unknown';

const OUTCOMES: Partial<Readonly<Record<FaultType, ChargeOutcome>>> = {
  upstream_unreachable: 'unsent',
  upstream_certificate: 'unsent',
  upstream_auth: 'denied',
  not_sold_here: 'denied',
  upstream_busy: 'refused',
  upstream_access: 'refused',
  upstream_money: 'refused',
  upstream_missed: 'refused',
  upstream_value: 'refused',
  upstream_refused: 'refused',
  // the vendor's refusal in our own words
  period_unsold: 'refused',
  address_refused: 'refused',
  license_gone: 'refused',
};

/** Faults that are not the vendor's come before anything is sent. */
export function outcomeOf(fault: Fault): ChargeOutcome {
  const { cause, kind, type } = fault;
  if (kind === 'unknown' || type === 'internal') return 'unknown';
  if (cause instanceof Fault) return outcomeOf(cause);
  return OUTCOMES[type] ?? 'unsent';
}
