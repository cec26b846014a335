import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isCompiled } from '../src/base/root.ts';
import { startedPath } from '../src/base/started-path.ts';
import { answerBilling, functionNames } from './billmanager/functions.ts';
import { secretLeaks, shownParams } from './billmanager/secrets.ts';
import { type BillingWorld, openBilling } from './billmanager/world.ts';
import { amount, type FaultAction, passes } from './faults/actions.ts';
import { spoilDocument } from './faults/document.ts';
import { spoil } from './faults/http.ts';
import { killOurs } from './faults/kill.ts';
import { takeFaults } from './faults/rules.ts';
import { BILLING_FILE } from './files.ts';
import { refuseForeign } from './folder.ts';
import { type MgrctlCall, parseMgrctl } from './mgrctl-arguments.ts';
import { doc, type El } from './store/document.ts';
import { enveloped } from './store/envelope.ts';
import { errorDocument, PanelError } from './store/panel-error.ts';
import { serialize } from './store/serialize.ts';
import { writeAll } from './store/write-all.ts';

const EXIT_KILLED = 137;
/** A hanging mgrctl looks this often whether anybody still waits for it. */
const HANG_POLL_MS = 100;
const HANG_LIMIT_MS = 600_000;
const BYTE_PAUSE_MS = 5;

/**
 * The stand-in for BILLmanager's `sbin/mgrctl`: one call on the sandbox's billing, its answer on
 * standard output. The sandbox is the folder above the manager root that it was started in.
 */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  let call: MgrctlCall;
  try {
    call = parseMgrctl(argv, process.env);
  } catch (error) {
    process.stderr.write(
      `${startedAs}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
  const file = billingFile();
  try {
    refuseForeign(dirname(file));
  } catch (error) {
    process.stderr.write(
      `${startedAs}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
  if (!existsSync(file)) {
    process.stderr.write(`${startedAs}: no sandbox here (${file} is missing)\n`);
    return 1;
  }
  const world = openBilling(file, { mustExist: true });
  try {
    if (call.describes) return describe(call);
    // a restart forgets nothing that this stand-in keeps
    return call.func === '' ? 0 : await serve(world, call);
  } finally {
    world.mirror.close();
    world.store.close();
  }
}

/** `-i`: every function, or one of them; what a function takes nobody told this stand-in. */
function describe(call: MgrctlCall): number {
  const names = functionNames().filter(name => call.func === '' || name === call.func);
  if (names.length === 0) {
    process.stderr.write(`mgrctl: there is no function ${call.func}\n`);
    return 1;
  }
  writeAll(Buffer.from(`${names.join('\n')}\n`));
  return 0;
}

const billingFile = (): string => join(dirname(sandboxRoot()), BILLING_FILE);

/** Where this mgrctl lies, else the root the module was told, else the folder it was started in. */
function sandboxRoot(): string {
  const started = isCompiled() ? startedPath() : '';
  const own = started.endsWith('/sbin/mgrctl') ? dirname(dirname(started)) : undefined;
  return resolve(own ?? process.env['CPBILLMGR_ROOT'] ?? process.cwd());
}

async function serve(world: BillingWorld, call: MgrctlCall): Promise<number> {
  const actions = takeFaults(world.store, 'mgrctl', call.func, call.params);
  const id = logCall(world, call, actions);
  for (const action of actions) if (action.kind === 'delay') await sleep(amount(action, 0));
  const fault = actions.find(action => !passes(action));
  if (fault?.phase === 'before') {
    const ended = await cutOff(world, fault);
    if (ended !== undefined) return ended;
  }
  const skipped = fault?.phase === 'before';
  let document = skipped ? refusal(call, fault) : answer(world, call);
  for (const action of actions) document = spoilDocument(document, action);
  if (!skipped) world.store.update('calls', id, { outcome: outcomeOf(document) });
  await world.mirror.show();
  if (fault?.phase === 'after') {
    const ended = await cutOff(world, fault);
    if (ended !== undefined) return ended;
    if (fault.kind === 'error') document = refusal(call, fault);
  }
  const status = isError(document) ? world.settings.number('mgrctl_error_exit') : 0;
  const whole = enveloped(document, {
    ...{ func: call.func, lang: langOf(world, call), binary: '/billmgr' },
    echo: world.settings.get('tparams') === 'on' ? echoOf(call) : null,
  });
  await print(serialize(whole, call.out), fault);
  return fault?.kind === 'exit' ? amount(fault, 1) : status;
}

/** Faults that leave the caller without an answer; returns the exit status. */
async function cutOff(world: BillingWorld, action: FaultAction): Promise<number | undefined> {
  switch (action.kind) {
    case 'kill': {
      const killed = killOurs(process.ppid, world.settings.get('killable').split(' '));
      if (!killed) process.stderr.write('sandbox mgrctl: kill: the parent is no process of ours\n');
      return EXIT_KILLED;
    }
    case 'reset':
    case 'refuse':
      return 1;
    case 'hang':
      await hang();
      return 1;
    default:
      return undefined;
  }
}

/** Until the caller has gone (or has killed this process), or the sandbox has. */
async function hang(): Promise<void> {
  const parent = process.ppid;
  const deadline = Date.now() + HANG_LIMIT_MS;
  // one that init has taken over already had nobody waiting when it began
  while (
    parent !== 1 &&
    process.ppid === parent &&
    existsSync(billingFile()) &&
    Date.now() < deadline
  )
    await sleep(HANG_POLL_MS);
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

async function print(text: string, fault: FaultAction | undefined): Promise<void> {
  const plain = { status: 200, headers: {}, body: Buffer.from(text) };
  const { body } = fault ? spoil(plain, fault) : plain;
  if (fault?.kind === 'huge') {
    writeAll(Buffer.alloc(amount(fault, 64 * 1024 * 1024), ' '));
  } else if (fault?.kind === 'slow') {
    for (const byte of body) {
      writeAll(Buffer.from([byte]));
      await sleep(amount(fault, BYTE_PAUSE_MS));
    }
  } else writeAll(body);
}

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

function logCall(world: BillingWorld, call: MgrctlCall, actions: readonly FaultAction[]): number {
  return world.store.insert('calls', {
    time: world.clock.now().toISOString(),
    func: call.func,
    argv_keys: call.argvKeys.join(' '),
    env_keys: call.envKeys.join(' '),
    params: JSON.stringify(shownParams(call)),
    leaks: secretLeaks(world, call).join(' '),
    connection: process.env['SSH_CONNECTION'] ?? '',
    parent: process.ppid,
    outcome: '',
    fault: actions.map(each => `${each.kind}-${each.phase}`).join(' '),
  });
}
