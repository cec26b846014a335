import { dirname, join, resolve } from 'node:path';
import { steadyMs } from '../../base/clock.ts';
import { exposureOf, pathExposed } from '../../base/exposure.ts';
import { Fault } from '../../base/fault.ts';
import { type Log, silentLog } from '../../base/log.ts';
import type { MayAct } from '../../base/maintenance.ts';
import { MGRCTL } from '../../base/paths.ts';
import { isThisProgram } from '../../base/root.ts';
import { hiderOf } from '../../base/secrets.ts';
import { answerError, withoutSecrets } from '../../manager-api/answer-error.ts';
import { MAX_ANSWER_BYTES } from '../../manager-api/answer-limits.ts';
import { AnswerUnreadable } from '../../manager-api/answer-unreadable.ts';
import type { MgrDocument } from '../../manager-api/document.ts';
import type { Manager, RequestOptions } from '../../manager-api/manager.ts';
import { BillmanagerRefused } from '../billmanager-refused.ts';
import type { ChildEnd, ChildRun } from './child-run.ts';
import { type MgrctlCommand, mgrctlCommand } from './mgrctl-command.ts';
import { mgrctlEnvironment } from './mgrctl-environment.ts';

export interface MgrctlOptions {
  /** The manager root; `sbin/mgrctl` is looked for below it. */
  readonly root: string;
  /** The name that the panel's journal shows. */
  readonly moduleName: string;
  readonly mayAct: MayAct;
  /** For one call, in milliseconds; default 60 s. */
  readonly timeoutMs?: number;
  /** Default 8 MiB. */
  readonly maxAnswerBytes?: number;
  /**
   * A folder in memory, where answers are taken in; default `/dev/shm`. Where there is none,
   * streams take them in.
   */
  readonly memory?: string;
  readonly log?: Log;
  /** What PATH, LANG and the like are taken from; default: our own environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

type Parse = (body: Uint8Array) => MgrDocument;

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MEMORY = '/dev/shm';
const MAX_LOGGED_STDERR = 500;
const EMPTY_DOCUMENT: MgrDocument = { name: 'doc', attributes: new Map(), text: '', children: [] };

/**
 * The local BILLmanager, one `sbin/mgrctl` process a call (docs/reference/processing-module.md,
 * "Calling mgrctl"). Throws Fault: `billing_unreachable` (passing, whatever the kind of request:
 * every call may be repeated) when mgrctl cannot be started, hangs, dies or answers rubbish;
 * BillingRefused for an error document, whatever the exit status; `argument_bad` for a value that
 * no argument can carry; `path_exposed`, before anything is started, where others could have put
 * another program in its place. An act may be answered by nothing at all or by `OK`.
 */
export class Mgrctl implements Manager {
  private readonly root: string;
  private readonly program: string;
  private readonly mayAct: MayAct;
  private readonly environment: Readonly<Record<string, string>>;
  private readonly timeoutMs: number;
  private readonly maxAnswerBytes: number;
  private readonly memory: string;
  private readonly log: Log;
  private isTrusted = false;

  constructor(options: MgrctlOptions) {
    this.root = resolve(options.root);
    this.program = join(this.root, MGRCTL);
    this.mayAct = options.mayAct;
    this.environment = mgrctlEnvironment(options.environment ?? process.env, options.moduleName);
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.maxAnswerBytes = options.maxAnswerBytes ?? MAX_ANSWER_BYTES;
    this.memory = options.memory ?? DEFAULT_MEMORY;
    this.log = options.log ?? silentLog;
  }

  /** mgrctl tells no time: panel and module share one clock. */
  serverTime(): null {
    return null;
  }

  async call(
    func: string,
    params: Readonly<Record<string, string | undefined>>,
    options: RequestOptions,
  ): Promise<MgrDocument> {
    if (options.kind === 'act' && options.inMaintenance !== true) this.mayAct();
    const command = mgrctlCommand(func, params, options.secrets ?? []);
    this.refuseExposed();
    const started = steadyMs();
    const { run, parse } = await this.run(command);
    const result = outcomeOf(func, run, parse, options.kind, command.secrets);
    this.logCall(func, params['elid'], steadyMs() - started, result, run, command.secrets);
    if (result instanceof Fault) throw result;
    return result;
  }

  /**
   * Throws Fault path_exposed where others could have put another program in mgrctl's place. Once
   * is enough: what nobody else could change then nobody else can change later.
   */
  refuseExposed(): void {
    if (this.isTrusted) return;
    const found = exposureOf(this.program);
    // a sandbox's is this very program: who may change that has no need of another one
    const isOwn =
      found && isThisProgram(this.program) && exposureOf(dirname(this.program)) === null;
    if (found && !isOwn) throw pathExposed(found);
    this.isTrusted = true;
  }

  private async run(command: MgrctlCommand): Promise<{ run: ChildRun; parse: Parse }> {
    const { runChild } = await import('./child-run.ts');
    const running = runChild({
      command: this.program,
      args: command.args,
      cwd: this.root,
      environment: { ...this.environment, ...command.environment },
      timeoutMs: this.timeoutMs,
      maxOutputBytes: this.maxAnswerBytes,
      memory: this.memory,
    });
    // what reads the answer is loaded while mgrctl works
    const [run, { parseAnswer }] = await Promise.all([
      running,
      import('../../manager-api/answer.ts'),
    ]);
    return { run, parse: parseAnswer };
  }

  /** One line a call, without params and answer: processing.edit answers a password in clear. */
  private logCall(
    func: string,
    elid: string | undefined,
    ms: number,
    result: MgrDocument | Fault,
    run: ChildRun,
    secrets: readonly string[],
  ): void {
    const about = elid === undefined ? func : `${func} elid=${hiderOf(secrets)(elid)}`;
    this.log.debug(
      `mgrctl ${about} ${Math.round(ms)} ms ${outcomeText(result)}${stderrText(result, run, secrets)}`,
    );
  }
}

function outcomeOf(
  func: string,
  run: ChildRun,
  parse: Parse,
  kind: RequestOptions['kind'],
  secrets: readonly string[],
): MgrDocument | Fault {
  const unreachable = (reason: string) =>
    new Fault('billing_unreachable', { object: func, value: reason });
  const cutShort =
    run.end.how === 'not_started' || run.end.how === 'timeout' || run.end.how === 'overflow';
  if (cutShort) return unreachable(endText(run.end));
  if (isBareSuccess(run, kind)) return EMPTY_DOCUMENT;
  const document = readDocument(run.stdout, parse);
  if (document instanceof AnswerUnreadable) {
    const ended = isSuccess(run.end) ? '' : `, ${endText(run.end)}`;
    return unreachable(`${document.reason}${ended}`);
  }
  const error = answerError(document);
  if (error) return new BillmanagerRefused(func, withoutSecrets(error, hiderOf(secrets)));
  return isSuccess(run.end) ? document : unreachable(endText(run.end));
}

function isSuccess(end: ChildEnd): boolean {
  return end.how === 'exit' && end.code === 0;
}

/** An act that succeeded may have nothing to say; a read that says nothing is no answer. */
function isBareSuccess(run: ChildRun, kind: RequestOptions['kind']): boolean {
  if (kind !== 'act' || !isSuccess(run.end) || run.stdout.length > 16) return false;
  return /^(?:OK)?$/i.test(Buffer.from(run.stdout).toString('latin1').trim());
}

function readDocument(body: Uint8Array, parse: Parse): MgrDocument | AnswerUnreadable {
  try {
    return parse(body);
  } catch (error) {
    if (error instanceof AnswerUnreadable) return error;
    throw error;
  }
}

function endText(end: ChildEnd): string {
  switch (end.how) {
    case 'exit':
      return `mgrctl ended with status ${end.code}`;
    case 'signal':
      return `mgrctl was killed by ${end.signal}`;
    case 'not_started':
      return `${MGRCTL} cannot be started: ${end.code}`;
    case 'timeout':
      return 'no answer in time';
    case 'overflow':
      return 'the answer is too large';
  }
}

function outcomeText(result: MgrDocument | Fault): string {
  if (result instanceof BillmanagerRefused) return `refused ${result.detail}`;
  return result instanceof Fault ? `unreachable: ${result.value}` : 'ok';
}

function stderrText(
  result: MgrDocument | Fault,
  run: ChildRun,
  secrets: readonly string[],
): string {
  const text = result instanceof Fault ? hiderOf(secrets)(run.stderr.trim()) : '';
  return text === '' ? '' : `; stderr: ${text.slice(0, MAX_LOGGED_STDERR)}`;
}
