import { UsageMistake } from '../../src/base/command-line/typed-line.ts';
import type { ModuleRun, OperationResult, Sandbox } from '../sandbox-state.ts';
import { plain, say, sayJson } from './print.ts';

/**
 * What became of an operation: one line, then whatever the module said. Returns the exit status.
 */
export function tellOperation(result: OperationResult, json: boolean): number {
  if (json) sayJson(result);
  else {
    const end = result.ended
      ? 'BILLmanager was told; the operation has ended'
      : 'the operation stands';
    say(
      `${result.command} of service ${result.item}: ${endOf(result)} in ${result.ms} ms; attempt ${result.trycount}, operation ${result.operation}: ${end}`,
    );
    tellOutput(result);
  }
  return result.exitCode ?? 1;
}

export function tellRun(what: string, run: ModuleRun, json: boolean): number {
  if (json) sayJson(run);
  else {
    say(`${what}: ${endOf(run)} in ${run.ms} ms`);
    tellOutput(run);
  }
  return run.exitCode ?? 1;
}

function endOf(run: ModuleRun): string {
  return run.signal === null ? `exit ${run.exitCode}` : `killed by ${run.signal}`;
}

function tellOutput(run: ModuleRun): void {
  for (const text of [run.stdout, run.stderr]) {
    for (const line of text.split('\n')) if (line.trim() !== '') say(`  ${plain(line)}`);
  }
}

/** Attempts at one operation, or at all that stand. */
export async function retry(
  sandbox: Sandbox,
  operation: number | undefined,
  json: boolean,
): Promise<number> {
  const results =
    operation === undefined ? await sandbox.retryAll() : [await sandbox.retry(operation)];
  if (results.length === 0) say('no operation stands');
  return Math.max(0, ...results.map(result => tellOperation(result, json)));
}

/** Reads `KEY=VALUE` words. */
export function pairs(words: readonly string[], option: string): Record<string, string> {
  const read = words.map((word): [string, string] => {
    const equals = word.indexOf('=');
    if (equals <= 0) throw new UsageMistake(`${option}: "${word}" is not NAME=VALUE`);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
  return Object.fromEntries(read);
}

export function amounts(words: readonly string[]): Record<string, number> {
  const read = Object.entries(pairs(words, '--addon')).map(([name, value]): [string, number] => {
    if (!/^\d{1,9}$/.test(value))
      throw new UsageMistake(`--addon ${name}: "${value}" is no amount`);
    return [name, Number(value)];
  });
  return Object.fromEntries(read);
}
