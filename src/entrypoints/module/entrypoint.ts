import { join } from 'node:path';
import { createApp } from '../../app/app.ts';
import { Fault, faultText, type Language, toFault } from '../../base/fault.ts';
import { fileLog } from '../../base/file-log.ts';
import type { Log } from '../../base/log.ts';
import { isMaintenance } from '../../base/maintenance.ts';
import { LICENSES_MODULE, type ModuleName, moduleNamed, PROGRAM } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { logFile } from '../../base/paths.ts';
import { oneLine } from '../../base/plain-text.ts';
import { managerRoot } from '../../base/root.ts';
import { type Command, commandOf } from './handlers.ts';
import { type CallOptionName, type ParsedCall, parseCall } from './options.ts';
import { checkArguments, Request } from './request.ts';

/**
 * Carries out one call of BILLmanager, in either form, and returns the exit code. The response goes
 * to standard output. A fault is an error document there; BILLmanager is notified of it, and the
 * exit code is 1 (docs/reference/processing-module.md, "Errors").
 */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  const parsed = parseCall(argv);
  const lang = languageOf(parsed);
  for (const name of parsed.unknown)
    process.stderr.write(`${startedAs}: unknown option ${oneLine(name)} is ignored\n`);
  const moduleName = moduleNamed(startedAs);
  const command = commandOf(moduleName, parsed.command);
  if (!command) return refuse(new Fault('command_unknown', { value: parsed.command }), lang);
  const { call, mistakes } = checkArguments(parsed, command.required);
  if (mistakes.length > 0) {
    for (const mistake of mistakes)
      process.stderr.write(`${startedAs}: ${oneLine(faultText(mistake, lang))}\n`);
    return 1;
  }
  const asked = { root: managerRoot(), startedAs, moduleName, asker: 'billmanager' } as const;
  return carryOut(asked, command, new Request(call, lang));
}

/**
 * An operation as a person typed it; the command line has been read and checked
 * (src/entrypoints/admin).
 */
interface HandCall {
  readonly root: string;
  readonly language: Language;
  readonly command: string;
  readonly options: Readonly<Partial<Record<CallOptionName, string>>>;
}

/**
 * Carries out what a person asks of the licenses' module, and answers as it answers BILLmanager.
 */
export async function runByHand({
  root,
  language,
  command: name,
  options,
}: HandCall): Promise<number> {
  const moduleName = LICENSES_MODULE;
  const command = commandOf(moduleName, name);
  if (!command) return refuse(new Fault('command_unknown', { value: name }), language);
  const asked = { root, startedAs: PROGRAM, moduleName, asker: 'person' } as const;
  const call = { command: name, options, words: [], unknown: [] };
  return carryOut(asked, command, new Request(call, language));
}

/** Where a call comes from. */
interface Asked {
  readonly root: string;
  readonly startedAs: string;
  readonly moduleName: ModuleName;
  /**
   * The exit code tells a person that nothing was done, and BILLmanager to try again later
   * (docs/reference/processing-module.md, "The call").
   */
  readonly asker: 'billmanager' | 'person';
}

async function carryOut(asked: Asked, command: Command, request: Request): Promise<number> {
  const { root, moduleName } = asked;
  const log = fileLog(join(root, logFile(moduleName)), moduleName);
  const app = createApp({ root, moduleName, log });
  try {
    app.refuseExposed();
    if (command.changes) app.mayAct();
    const response = await command.run(app, request);
    if (response !== null) writeOut(`${response}\n`);
    return 0;
  } catch (error) {
    const fault = toFault(error);
    if (isMaintenance(fault)) return tellMaintenance(asked, log, request, fault);
    log.error(
      `${request.command}${about(request)}: ${fault.type} (${fault.kind}): ${fault.message} ${fault.detail}`,
    );
    if (fault.type === 'internal' && error instanceof Error) log.error(error.stack ?? '');
    const { notifyFault, noteWait } = await import('./notify-fault.ts');
    await noteWait(app, log, request, fault);
    await notifyFault(app.billmanager, log, request, fault);
    return refuse(fault, request.lang);
  } finally {
    await app.dispose();
    log.close();
  }
}

/**
 * Prints one line and says nothing to BILLmanager, which may be a copy on its way to another
 * machine.
 */
async function tellMaintenance(
  asked: Asked,
  log: Log,
  request: Request,
  fault: Fault,
): Promise<number> {
  log.warning(`${request.command}${about(request)}: ${fault.message}`);
  if (fault.type === 'maintenance_unknown' && asked.asker === 'billmanager')
    return refuse(fault, request.lang);
  process.stderr.write(
    `${asked.startedAs}: ${request.command}: ${oneLine(faultText(fault, request.lang))}\n`,
  );
  return asked.asker === 'person' ? 1 : 0;
}

/** Writing documents is loaded when one is written: an operation that goes well prints nothing. */
async function refuse(fault: Fault, lang: Language): Promise<number> {
  const { errorDocument } = await import('./error-document.ts');
  writeOut(`${errorDocument(fault, lang)}\n`);
  return 1;
}

function about(request: Request): string {
  const { item, runningOperation } = request.service;
  return `${item === '' ? '' : ` of service ${item}`}${runningOperation === null ? '' : ` (running operation ${runningOperation})`}`;
}

function languageOf(parsed: ParsedCall): Language {
  const asked = parsed.options.lang || process.env['LANG'] || '';
  return asked.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}
