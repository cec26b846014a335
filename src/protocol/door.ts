import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, faultText, type Language, toFault } from '../base/fault.ts';
import { fileLog } from '../base/file-log.ts';
import { writeOut } from '../base/output.ts';
import { oneLine } from '../base/plain-text.ts';
import { managerRoot } from '../base/root.ts';
import { assemble } from '../operations/assemble.ts';
import { COMMANDS, type Command } from './commands.ts';
import { errorDocument } from './error-document.ts';
import { tellFault } from './error-flow.ts';
import { MODULE_FEATURES } from './feature-list.ts';
import { type ParsedCall, parseCall } from './options.ts';
import { checkArguments, Request } from './request.ts';

/**
 * Carries out one call of BILLmanager, in either form. Answers go to standard output; a fault is an error document there, is told to
 * BILLmanager, and makes the exit code 1 (processing-module.md, "Errors").
 */
export async function run(argv: readonly string[], startedAs: string): Promise<number> {
  const parsed = parseCall(argv);
  const lang = languageOf(parsed);
  for (const name of parsed.unknown)
    process.stderr.write(`${startedAs}: unknown option ${oneLine(name)} is ignored\n`);
  const command = commandOf(parsed, startedAs);
  if (!command) return refuse(new Fault('command_unknown', { value: parsed.command }), lang);
  const { call, mistakes } = checkArguments(parsed, command.required);
  if (mistakes.length > 0) {
    for (const mistake of mistakes)
      process.stderr.write(`${startedAs}: ${oneLine(faultText(mistake, lang))}\n`);
    return 1;
  }
  const root = managerRoot();
  if (command.changes && (await isDoNothing(root))) return 0;
  return carryOut(root, command, new Request(call, lang));
}

async function carryOut(root: string, command: Command, request: Request): Promise<number> {
  const log = fileLog(join(root, 'var/pmcpbillmgr.log'), 'pmcpbillmgr');
  const house = assemble({ root, moduleName: 'pmcpbillmgr', log });
  try {
    const work = await command.load();
    const answer = await work(await house.context(), request);
    if (answer !== null) writeOut(`${answer}\n`);
    return 0;
  } catch (error) {
    const fault = toFault(error);
    log.error(
      `${request.command}${about(request)}: ${fault.type} (${fault.kind}): ${fault.message} ${fault.detail}`,
    );
    if (fault.type === 'internal' && error instanceof Error) log.error(error.stack ?? '');
    await tellFault(house.billing, log, request, fault);
    return refuse(fault, request.lang);
  } finally {
    await house.dispose();
    log.close();
  }
}

function refuse(fault: Fault, lang: Language): number {
  writeOut(`${errorDocument(fault, lang)}\n`);
  return 1;
}

function about(request: Request): string {
  const { item, runningOperation } = request.service;
  return `${item === '' ? '' : ` of service ${item}`}${runningOperation === null ? '' : ` (running operation ${runningOperation})`}`;
}

/** pmcpbillmgr and the classic name carry out every command; another module name only what its features list. */
function commandOf(parsed: ParsedCall, startedAs: string): Command | undefined {
  const features = startedAs === 'pmcpispmgr' ? MODULE_FEATURES['pmcpispmgr']?.features : undefined;
  if (features && !features.includes(parsed.command)) return undefined;
  return Object.hasOwn(COMMANDS, parsed.command) ? COMMANDS[parsed.command] : undefined;
}

function languageOf(parsed: ParsedCall): Language {
  const asked = parsed.options.lang || process.env['LANG'] || '';
  return asked.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

/** The panel's conf may say `Option DoNothing`: then nothing is changed (processing-module.md, "The call"). */
async function isDoNothing(root: string): Promise<boolean> {
  try {
    const conf = await readFile(join(root, 'etc/billmgr.conf'), 'utf8');
    return /^[ \t]*(?:Option[ \t]+)?DoNothing\b/m.test(conf);
  } catch {
    // a panel without this file has no such option
    return false;
  }
}
