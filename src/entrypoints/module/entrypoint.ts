import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from '../../app/app.ts';
import { Fault, faultText, type Language, toFault } from '../../base/fault.ts';
import { fileLog } from '../../base/file-log.ts';
import { type ModuleName, moduleNamed } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { BILLMGR_CONF, logFile } from '../../base/paths.ts';
import { oneLine } from '../../base/plain-text.ts';
import { managerRoot } from '../../base/root.ts';
import { type Command, commandOf } from './handlers.ts';
import { type ParsedCall, parseCall } from './options.ts';
import { checkArguments, Request } from './request.ts';

/**
 * Carries out one call of BILLmanager, in either form, and returns the exit code. The response goes
 * to standard output. A fault is an error document there; BILLmanager is notified of it, and the
 * exit code is 1 (processing-module.md, "Errors").
 */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  const parsed = parseCall(argv);
  const lang = languageOf(parsed);
  for (const name of parsed.unknown)
    process.stderr.write(`${startedAs}: unknown option ${oneLine(name)} is ignored\n`);
  const module = moduleNamed(startedAs);
  const command = commandOf(module, parsed.command);
  if (!command) return refuse(new Fault('command_unknown', { value: parsed.command }), lang);
  const { call, mistakes } = checkArguments(parsed, command.required);
  if (mistakes.length > 0) {
    for (const mistake of mistakes)
      process.stderr.write(`${startedAs}: ${oneLine(faultText(mistake, lang))}\n`);
    return 1;
  }
  const root = managerRoot();
  if (command.changes && isDoNothing(root)) return 0;
  return carryOut(root, module, command, new Request(call, lang));
}

async function carryOut(
  root: string,
  moduleName: ModuleName,
  command: Command,
  request: Request,
): Promise<number> {
  const log = fileLog(join(root, logFile(moduleName)), moduleName);
  const app = createApp({ root, moduleName, log });
  try {
    const response = await command.run(app, request);
    if (response !== null) writeOut(`${response}\n`);
    return 0;
  } catch (error) {
    const fault = toFault(error);
    log.error(
      `${request.command}${about(request)}: ${fault.type} (${fault.kind}): ${fault.message} ${fault.detail}`,
    );
    if (fault.type === 'internal' && error instanceof Error) log.error(error.stack ?? '');
    const { notifyFault } = await import('./notify-fault.ts');
    await notifyFault(app.billmanager, log, request, fault);
    return refuse(fault, request.lang);
  } finally {
    await app.dispose();
    log.close();
  }
}

/** An operation that goes well prints nothing: what writes documents is loaded for one alone. */
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

/**
 * The panel's conf may say `Option DoNothing`: then nothing is changed (processing-module.md, "The
 * call").
 */
function isDoNothing(root: string): boolean {
  try {
    const conf = readFileSync(join(root, BILLMGR_CONF), 'utf8');
    return /^[ \t]*(?:Option[ \t]+)?DoNothing\b/m.test(conf);
  } catch {
    // a panel without this file has no such option
    return false;
  }
}
