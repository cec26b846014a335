import { setTimeout as sleep } from 'node:timers/promises';
import { answerBilling, functionNames } from '../billmanager/functions.ts';
import { type MgrctlCall, parseMgrctl } from '../billmanager/mgrctl-arguments.ts';
import { secretLeaks, shownParams } from '../billmanager/secrets.ts';
import type { BillingWorld } from '../billmanager/world.ts';
import { amount, type FaultAction, passes } from '../faults/actions.ts';
import { spoilDocument } from '../faults/document.ts';
import { spoil } from '../faults/http.ts';
import { killOurs } from '../faults/kill.ts';
import { takeFaults } from '../faults/rules.ts';
import { doc, type El } from '../store/document.ts';
import { enveloped } from '../store/envelope.ts';
import { errorDocument, PanelError } from '../store/panel-error.ts';
import { serialize } from '../store/serialize.ts';

const EXIT_KILLED = 137;
const BYTE_PAUSE_MS = 5;
/** A hanging mgrctl looks this often whether anybody still waits for it. */
const HANG_POLL_MS = 100;
const HUGE_BYTES = 64 * 1024 * 1024;

/** Who called mgrctl, and what it was started with. */
export interface Caller {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The process that started it. */
  readonly parent: number;
  /** Is that still there? */
  isAwaited(): boolean;
}

/** Back to the caller. */
export interface Reply {
  /** Aborted when it is no more. */
  readonly gone: AbortSignal;
  /** Once, and first: mgrctl's exit status, and what it says on standard error. */
  begin(status: number, message?: string): void;
  /** Onto its standard output. */
  write(bytes: Uint8Array): void;
}

/**
 * The stand-in for BILLmanager's `sbin/mgrctl`: one call on the sandbox's billing, its answer on
 * standard output. Throws an Error that says what is wrong with the arguments.
 */
export async function serveCall(world: BillingWorld, caller: Caller, reply: Reply): Promise<void> {
  const call = parseMgrctl(caller.argv, caller.environment);
  if (call.describes) describe(call, reply);
  // a restart forgets nothing that this stand-in keeps
  else if (call.func === '') reply.begin(0);
  else await serve(world, call, caller, reply);
}

/** `-i`: every function, or one of them; what a function takes nobody told this stand-in. */
function describe(call: MgrctlCall, reply: Reply): void {
  const names = functionNames().filter(name => call.func === '' || name === call.func);
  if (names.length === 0) throw new Error(`there is no function ${call.func}`);
  reply.begin(0);
  reply.write(Buffer.from(`${names.join('\n')}\n`));
}

async function serve(
  world: BillingWorld,
  call: MgrctlCall,
  caller: Caller,
  reply: Reply,
): Promise<void> {
  const actions = takeFaults(world.store, 'mgrctl', call.func, call.params);
  const id = logCall(world, call, caller, actions);
  for (const action of actions)
    if (action.kind === 'delay') await passing(amount(action, 0), reply);
  // whoever was killed meanwhile does nothing more
  if (reply.gone.aborted) return;
  const fault = actions.find(action => !passes(action));
  if (fault?.phase === 'before' && (await cutOff(world, fault, caller, reply))) return;
  const skipped = fault?.phase === 'before';
  let document = skipped ? refusal(call, fault) : answer(world, call);
  for (const action of actions) document = spoilDocument(document, action);
  if (!skipped) world.store.update('calls', id, { outcome: outcomeOf(document) });
  await world.mirror.show();
  if (fault?.phase === 'after') {
    if (await cutOff(world, fault, caller, reply)) return;
    if (fault.kind === 'error') document = refusal(call, fault);
  }
  const status = isError(document) ? world.settings.number('mgrctl_error_exit') : 0;
  const whole = enveloped(document, {
    ...{ func: call.func, lang: langOf(world, call), binary: '/billmgr' },
    echo: world.settings.get('tparams') === 'on' ? echoOf(call) : null,
  });
  reply.begin(fault?.kind === 'exit' ? amount(fault, 1) : status);
  await print(serialize(whole, call.out), fault, reply);
}

/** Faults that leave the caller without an answer: true if this is one. */
async function cutOff(
  world: BillingWorld,
  action: FaultAction,
  caller: Caller,
  reply: Reply,
): Promise<boolean> {
  switch (action.kind) {
    case 'kill': {
      const killed = killOurs(caller.parent, world.settings.get('killable').split(' '));
      reply.begin(EXIT_KILLED, killed ? '' : 'mgrctl: kill: the parent is no process of ours');
      return true;
    }
    case 'reset':
    case 'refuse':
      reply.begin(1);
      return true;
    case 'hang':
      while (!reply.gone.aborted && caller.isAwaited()) await passing(HANG_POLL_MS, reply);
      return true;
    default:
      return false;
  }
}

function answer(world: BillingWorld, call: MgrctlCall): El {
  const lang = langOf(world, call);
  if (call.manager !== 'billmgr')
    return errorDocument(new PanelError('missed', 'manager', call.manager), byRoot(call), lang);
  try {
    return answerBilling(world, call);
  } catch (error) {
    if (error instanceof PanelError) return errorDocument(error, byRoot(call), lang);
    throw error;
  }
}

const langOf = (world: BillingWorld, call: MgrctlCall): string =>
  call.given.get('lang') ?? world.settings.get('lang');
/** mgrctl is root; 30 is root's level. */
const byRoot = ({ func }: MgrctlCall) => ({ func, user: 'root', level: 30 });
const echoOf = (call: MgrctlCall) => new Map([['func', call.func], ...call.given]);

async function print(text: string, fault: FaultAction | undefined, reply: Reply): Promise<void> {
  const plain = { status: 200, headers: {}, body: Buffer.from(text) };
  const { body } = fault ? spoil(plain, fault) : plain;
  if (fault?.kind === 'huge') reply.write(Buffer.alloc(amount(fault, HUGE_BYTES), ' '));
  else if (fault?.kind === 'slow') {
    for (const byte of body) {
      if (reply.gone.aborted) return;
      reply.write(Buffer.from([byte]));
      await passing(amount(fault, BYTE_PAUSE_MS), reply);
    }
  } else reply.write(body);
}

/** So many milliseconds, or until the caller is no more. */
const passing = (ms: number, { gone }: Reply): Promise<void> =>
  sleep(ms, undefined, { signal: gone }).catch(() => {});

function refusal(call: MgrctlCall, action: FaultAction): El {
  if (action.kind !== 'error') return doc();
  const [type = 'unknown', object = ''] = action.argument.split(':');
  return errorDocument(new PanelError(type || 'unknown', object), byRoot(call));
}

const isError = (document: El): boolean => document.children.some(each => each.name === 'error');

function outcomeOf(document: El): string {
  const error = document.children.find(each => each.name === 'error');
  return error ? `error:${error.attributes['type']}:${error.attributes['object']}` : 'ok';
}

function logCall(
  world: BillingWorld,
  call: MgrctlCall,
  { environment, parent }: Caller,
  actions: readonly FaultAction[],
): number {
  return world.store.insert('calls', {
    time: world.clock.now().toISOString(),
    func: call.func,
    argv_keys: call.argvKeys.join(' '),
    env_keys: call.envKeys.join(' '),
    params: JSON.stringify(shownParams(call)),
    leaks: secretLeaks(world, call).join(' '),
    connection: environment['SSH_CONNECTION'] ?? '',
    parent,
    outcome: '',
    fault: actions.map(each => `${each.kind}-${each.phase}`).join(' '),
  });
}
