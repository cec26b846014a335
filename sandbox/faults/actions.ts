/**
 * When a fault strikes: before the call is processed (nothing has happened) or after it (it has).
 */
type Phase = 'before' | 'after';

export interface FaultAction {
  readonly kind: FaultKind;
  readonly phase: Phase;
  /** What stands behind the first colon. */
  readonly argument: string;
}

/**
 * Every fault, the phase it has unless `-before` or `-after` is said, and whether the rest of the
 * call goes its way.
 */
const KINDS = {
  /** `error:TYPE[:OBJECT]`: refused with an error document. */
  error: { phase: 'before', passes: false },
  /** The connection is reset; mgrctl: ends with status 1 and says nothing. */
  reset: { phase: 'before', passes: false },
  /** No answer at all. */
  hang: { phase: 'before', passes: false },
  /** `slow[:MS]`: the answer byte by byte, so many milliseconds apart. */
  slow: { phase: 'after', passes: false },
  html502: { phase: 'before', passes: false },
  empty: { phase: 'after', passes: false },
  /** The document ends in the middle. */
  cut: { phase: 'after', passes: false },
  /**
   * `charset[:NAME]`: bytes that are not what the answer declares; with a name: declared as that.
   */
  charset: { phase: 'after', passes: false },
  'other-document': { phase: 'after', passes: false },
  /** `raw:TEXT`: this text as the answer. */
  raw: { phase: 'after', passes: false },
  /** `huge[:BYTES]`: an answer of that length. */
  huge: { phase: 'after', passes: false },
  /** `redirect[:URL]` */
  redirect: { phase: 'before', passes: false },
  /** `refuse[:MS]`: the connection is reset and for so long no other is accepted. */
  refuse: { phase: 'before', passes: false },
  /** The calling process is killed (SIGKILL), if it is one of ours. */
  kill: { phase: 'before', passes: false },
  /** `exit:STATUS`: mgrctl ends with this status after its answer. */
  exit: { phase: 'after', passes: false },
  /**
   * `rows:reverse`, `rows:repeat`, `rows:drop`: the rows of a list turned round, the first twice,
   * the last left out.
   */
  rows: { phase: 'after', passes: true },
  /**
   * `field:NAME=TEXT`: every element of this name in the answer says TEXT; `field:NAME`: there is
   * none.
   */
  field: { phase: 'after', passes: true },
  /**
   * `filter:KEY=VALUE[&..]`: a person sets this filter just before the call; `filter:` clears it.
   */
  filter: { phase: 'before', passes: true },
  /** `delay:MS` */
  delay: { phase: 'before', passes: true },
} as const satisfies Record<string, { readonly phase: Phase; readonly passes: boolean }>;

export type FaultKind = keyof typeof KINDS;

const isKind = (text: string): text is FaultKind => Object.hasOwn(KINDS, text);

/** Reads `KIND[-before|-after][:ARGUMENT]`. Throws an Error that lists what there is. */
export function parseAction(text: string): FaultAction {
  const colon = text.indexOf(':');
  const head = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? '' : text.slice(colon + 1);
  const [, name = '', phase] = /^(.*?)(?:-(before|after))?$/.exec(head) ?? [];
  if (!isKind(name))
    throw new Error(`fault "${text}": unknown; known: ${Object.keys(KINDS).join(', ')}`);
  return {
    kind: name,
    phase: phase === 'before' || phase === 'after' ? phase : KINDS[name].phase,
    argument,
  };
}

/** True for a fault that lets the call go its way. */
export const passes = (action: FaultAction): boolean => KINDS[action.kind].passes;

/** The number in an argument, or the fallback if there is none. */
export function amount(action: FaultAction, fallback: number): number {
  const number = Number(action.argument);
  return action.argument !== '' && Number.isFinite(number) ? number : fallback;
}
