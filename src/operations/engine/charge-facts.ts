import type { FaultType } from '../../base/fault.ts';
import { isFaultType } from '../../base/fault-types.ts';
import type { JsonObject, StepRow } from '../../journal/records.ts';
import { MOST_REFUSALS } from './charge.ts';
import { lastSending } from './in-doubt.ts';
import { type Facts, factsOf } from './step.ts';

/*
 * What an operation notes of its steps that charge, besides the steps themselves: how they were
 * refused, and what id an order was answered with.
 */

/** An operation, as far as its facts can be asked. */
interface Noted {
  fact(name: string): string;
}

/** The error document that a step's last sending was answered with. */
interface Refusal {
  readonly type: FaultType;
  readonly object: string;
  readonly value: string;
}

export const refusalKey = (step: string): string => `refusal of ${step}`;
export const refusalsKey = (step: string): string => `refusals of ${step}`;

/** null: the step's last sending was not answered with one. */
export function refusalOf(attempt: Noted, row: StepRow): Refusal | null {
  const noted = attempt.fact(refusalKey(row.name));
  if (noted === '') return null;
  const { at, type, object, value } = JSON.parse(noted) as Readonly<Record<string, unknown>>;
  if (at !== lastSending(row).at.toISOString() || !isFaultType(type)) return null;
  return { type, object: String(object), value: String(value) };
}

export const shownTime = (at: Date): string =>
  `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** All that is known of a step in doubt, for people. */
export function storyOf(row: StepRow, operation: Noted): string {
  const wish = Object.entries(factsOf(row.intent))
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text}`)
    .join(', ');
  const sent = row.sendings.map(({ at }) => shownTime(at)).join(', ');
  const looked = row.looks.at(-1);
  const answered = operation.fact(answeredKey);
  return [
    `${row.name} (${wish}) sent ${sent}`,
    ...(looked ? [`looked for in vain, last ${shownTime(looked.at)}`] : []),
    ...(answered === '' ? [] : [`answered with the id ${answered}`]),
  ].join('; ');
}

/** Facts of an operation by which what was noted of a step's refusals and answers is forgotten. */
export const forgottenFacts = (step: string): Facts => ({
  [refusalKey(step)]: '',
  [refusalsKey(step)]: '',
  [answeredKey]: '',
});

/** The step of an operation that was refused so often that it is not sent any more. */
export function refusedStep(facts: JsonObject): string | null {
  const prefix = refusalsKey('');
  const [name] =
    Object.entries(facts).find(
      ([key, count]) => key.startsWith(prefix) && Number(count) >= MOST_REFUSALS,
    ) ?? [];
  return name === undefined ? null : name.slice(prefix.length);
}

/** The fact of an operation that names the id which its order was answered with. */
export const answeredKey = 'answered';
