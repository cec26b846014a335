import { basename } from 'node:path';
import { oneLine } from '../base/plain-text.ts';
import { maskSecrets } from '../base/secrets.ts';
import { chooseEntrypoint, ENTRYPOINTS, type Entrypoints } from './entrypoints.ts';
import { guardStream, isBrokenPipe } from './streams.ts';

/** The exit code of a program whose reader went away (128 + SIGPIPE). */
const EXIT_BROKEN_PIPE = 141;

/**
 * Carries out one call and ends the process with its exit code, after all output has left it. An
 * error that nothing else caught is one line on standard error and exit code 1.
 */
export async function start(
  startedAs: string,
  argv: readonly string[],
  entrypoints: Entrypoints = ENTRYPOINTS,
): Promise<never> {
  const streams = [guardStream('stdout'), guardStream('stderr')];
  process.on('uncaughtException', error => process.exit(report(startedAs, error)));
  const code = await runEntrypoint(startedAs, argv, entrypoints);
  try {
    for (const stream of streams) await stream.drained();
  } catch (error) {
    process.exit(report(startedAs, error));
  }
  process.exit(code);
}

/** The name that a program was started under: its last path segment. */
export function startedName(argv0: string): string {
  return basename(argv0);
}

async function runEntrypoint(
  startedAs: string,
  argv: readonly string[],
  entrypoints: Entrypoints,
): Promise<number> {
  try {
    const entrypoint = await entrypoints[chooseEntrypoint(startedAs, argv)]();
    return await entrypoint.run(argv, startedAs);
  } catch (error) {
    return report(startedAs, error);
  }
}

/** Reports the error on one line; returns the exit code. */
function report(startedAs: string, error: unknown): number {
  if (isBrokenPipe(error)) return EXIT_BROKEN_PIPE;
  const text = error instanceof Error ? error.message || error.name : String(error);
  process.stderr.write(`${startedAs}: ${oneLine(maskSecrets(text))}\n`);
  return 1;
}
