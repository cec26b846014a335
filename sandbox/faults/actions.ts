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
 * call goes its way; how it is written, and what it does.
 */
const KINDS = {
  error: {
    phase: 'before',
    passes: false,
    usage: 'error:TYPE[:OBJECT]',
    text: 'refused with an error document',
  },
  reset: {
    phase: 'before',
    passes: false,
    usage: 'reset',
    text: 'the connection is reset; mgrctl ends with status 1',
  },
  hang: { phase: 'before', passes: false, usage: 'hang', text: 'no answer at all' },
  slow: {
    phase: 'after',
    passes: false,
    usage: 'slow[:MS]',
    text: 'the answer byte by byte, so many milliseconds apart',
  },
  html502: {
    phase: 'before',
    passes: false,
    usage: 'html502',
    text: 'the page of a proxy that reached nobody',
  },
  empty: { phase: 'after', passes: false, usage: 'empty', text: 'an answer without a byte' },
  cut: {
    phase: 'after',
    passes: false,
    usage: 'cut',
    text: 'the document ends in the middle',
  },
  charset: {
    phase: 'after',
    passes: false,
    usage: 'charset[:NAME]',
    text: 'other bytes than declared; NAME: declared as that',
  },
  'other-document': {
    phase: 'after',
    passes: false,
    usage: 'other-document[:form]',
    text: "a news feed, or (form) somebody else's form",
  },
  raw: { phase: 'after', passes: false, usage: 'raw:TEXT', text: 'this text as the answer' },
  huge: { phase: 'after', passes: false, usage: 'huge[:BYTES]', text: 'an answer of that length' },
  redirect: {
    phase: 'before',
    passes: false,
    usage: 'redirect[:URL]',
    text: 'status 302, to that address',
  },
  refuse: {
    phase: 'before',
    passes: false,
    usage: 'refuse[:MS]',
    text: 'cut off, and no connection is accepted for so long',
  },
  kill: {
    phase: 'before',
    passes: false,
    usage: 'kill',
    text: 'the calling process is killed, if it is one of ours',
  },
  exit: {
    phase: 'after',
    passes: false,
    usage: 'exit:STATUS',
    text: 'mgrctl ends with this status after its answer',
  },
  rows: {
    phase: 'after',
    passes: true,
    usage: 'rows:reverse|repeat|drop',
    text: 'rows turned round, the first twice, the last left out',
  },
  field: {
    phase: 'after',
    passes: true,
    usage: 'field:NAME[=TEXT]',
    text: 'elements of this name say TEXT; without it: are left out',
  },
  filter: {
    phase: 'before',
    passes: true,
    usage: 'filter:KEY=VALUE[&..]',
    text: 'a person sets this filter; "filter:" clears it',
  },
  delay: { phase: 'before', passes: true, usage: 'delay:MS', text: 'the call waits so long' },
} as const satisfies Record<
  string,
  {
    readonly phase: Phase;
    readonly passes: boolean;
    readonly usage: string;
    readonly text: string;
  }
>;

/** How each fault is written, when it strikes if nothing is said, and what it does. */
export const FAULT_TEXTS: readonly (readonly [usage: string, phase: string, text: string])[] =
  Object.values(KINDS).map(({ usage, phase, text }) => [usage, phase, text]);

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
