import { Fault, type FaultDetails, type FaultKind, type FaultType } from '../base/fault.ts';
import { type AnswerError, withoutSecrets } from './answer-error.ts';
import type { RequestOptions } from './manager.ts';
import { xmlText } from './xml-characters.ts';

/** Longest text of the upstream that is shown or kept. */
const MAX_TEXT = 300;

/**
 * A refusal by the manager itself, with the cleaned contents of its error document, for callers
 * that know more types than the table.
 */
export class AnswerFault extends Fault {
  readonly error: AnswerError;

  constructor(type: FaultType, error: AnswerError, details: FaultDetails) {
    super(type, details);
    this.error = error;
  }
}

/**
 * failure: the manager says that it failed, not that it refused; something may have happened
 * before.
 */
type Meaning =
  | 'auth'
  | 'access'
  | 'missed'
  | 'unsold'
  | 'value'
  | 'money'
  | 'rate'
  | 'failure'
  | 'refused';

/**
 * Exact types first, then patterns: docs/reference/vendor-api.md, "Errors", lists the known types;
 * there are more.
 */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['auth', 'auth'],
  ['badpassword', 'auth'],
  ['access', 'access'],
  ['missed', 'missed'],
  ['value', 'value'],
  ['money', 'money'],
  ['exists', 'refused'],
  ['limit', 'refused'],
  ['license', 'refused'],
  // a connection that the manager itself could not make (docs/reference/vendor-api.md, "Documents")
  ['client', 'failure'],
  ['unknown', 'refused'],
]);

const PATTERNS: readonly (readonly [RegExp, Meaning])[] = [
  [/too_?many|flood|throttl|rate_?limit|limit_?rate|requests?_?limit/, 'rate'],
  [/money|balance|credit|funds|not_?enough|insufficient|payment_?required/, 'money'],
  [
    /^(?:bad_?auth|auth_|no_?auth|unauth|bad_?(?:login|user|password)|two_?factor|2fa|totp)|session_?expired/,
    'auth',
  ],
  [/^(?:no_?access|access_|forbidden|permission|denied)|_denied$/, 'access'],
  [
    /^(?:db|sql|mysql|database|lock|locked|busy|timeout|time_?out|internal|system|core|fork|exec)(?:_|$)/,
    'failure',
  ],
  [
    /_(?:lock|locked|busy|timeout|internal)$|internal_?error|unavailable|maintenance|overload/,
    'failure',
  ],
];

const RATE_TEXT =
  /too many (?:requests|queries|connections)|rate limit|слишком много (?:запросов|подключений)|слишком часто/i;

const FAULT_TYPES_OF: { readonly [M in Meaning]: FaultType } = {
  auth: 'upstream_auth',
  access: 'upstream_access',
  missed: 'upstream_missed',
  unsold: 'not_sold_here',
  value: 'upstream_value',
  money: 'upstream_money',
  rate: 'upstream_busy',
  failure: 'upstream_refused',
  refused: 'upstream_refused',
};

/**
 * The one classification of the upstream's error documents (docs/reference/vendor-api.md,
 * "Errors"). An error document says that the request was not carried out: the fault is final, or
 * passing where the upstream asks to slow down. Only if it reports a failure of its own (database,
 * lock, timeout) is the fault of an act unknown, and of a read passing.
 */
export function upstreamFault(
  error: AnswerError,
  func: string,
  kind: RequestOptions['kind'],
): AnswerFault {
  const shown = cleaned(error);
  const meaning = meaningOf(shown);
  const override: FaultKind | undefined =
    meaning === 'failure' ? (kind === 'act' ? 'unknown' : 'passing') : undefined;
  return new AnswerFault(FAULT_TYPES_OF[meaning], shown, {
    ...aboutOf(meaning, shown, func),
    detail: detailOf(shown, func),
    ...(override && { kind: override }),
  });
}

function meaningOf(error: AnswerError): Meaning {
  const type = error.type.toLowerCase();
  const exact = MEANINGS.get(type);
  // "missed" about the function means that this edition lacks it, not that a license is gone:
  // nothing can have been carried out
  if (exact === 'missed')
    return /^(?:func|function|action)$/.test(error.object) ? 'unsold' : 'missed';
  if (
    (type === 'limit' || type === 'access' || exact === undefined) &&
    RATE_TEXT.test(error.message)
  )
    return 'rate';
  if (exact !== undefined) return exact;
  return PATTERNS.find(([pattern]) => pattern.test(type))?.[1] ?? 'refused';
}

function aboutOf(
  meaning: Meaning,
  error: AnswerError,
  func: string,
): Pick<FaultDetails, 'object' | 'value'> {
  const said = error.message || [error.object, error.value].filter(Boolean).join(' ') || error.type;
  switch (meaning) {
    case 'auth':
      return { object: func, value: said };
    case 'money':
      return { object: func, value: bounded(`${said}${fundsOf(error)}`) };
    case 'access':
      return { object: error.message || error.object || func, value: error.value };
    case 'missed':
      return { object: error.object || error.message || func, value: error.value };
    case 'value':
      return { object: error.object || func, value: error.value || error.message };
    case 'rate':
      return { object: func };
    default:
      return { object: func, value: bounded(`${said} (${error.type})`) };
  }
}

/**
 * What a refusal for lack of money says about the account: docs/reference/vendor-api.md, "Errors".
 */
const FUNDS: readonly string[] = ['have', 'reserved', 'limit', 'available'];

function fundsOf({ params }: AnswerError): string {
  const told = FUNDS.filter(name => params.has(name)).map(name => `${name} ${params.get(name)}`);
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}

function detailOf(error: AnswerError, func: string): string {
  return `${func}: type="${error.type}" object="${error.object}" value="${error.value}": ${error.message}`;
}

function cleaned(error: AnswerError): AnswerError {
  const shown = withoutSecrets(error, text => text);
  return {
    type: bounded(shown.type),
    object: bounded(shown.object),
    value: bounded(shown.value),
    message: bounded(shown.message),
    params: new Map([...shown.params].map(([name, value]) => [bounded(name), bounded(value)])),
  };
}

/** One line without control characters, not longer than MAX_TEXT. */
export function bounded(text: string): string {
  const line = xmlText(text.slice(0, MAX_TEXT * 4))
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length > MAX_TEXT ? `${xmlText(line.slice(0, MAX_TEXT - 1))}…` : line;
}
