import { ACCOUNTS_MODULE } from '../base/names.ts';
import { commandOption } from '../main/command-option.ts';

/**
 * What a call is about, in one word. Calls with the same word run the same functions, more or less:
 * those of one command on licenses, those on accounts. `startedAs` is the name the executable was
 * started under, or its path.
 */
export function cacheProfileOf(startedAs: string, argv: readonly string[]): string {
  if (startedAs === ACCOUNTS_MODULE || startedAs.endsWith(`/${ACCOUNTS_MODULE}`))
    return ACCOUNTS_MODULE;
  const [first = ''] = argv;
  return first.startsWith('-') ? (commandOption(argv) ?? '') : first;
}

/**
 * Name of V8's code cache of a chunk for such calls, among the assets of the executable. Without a
 * word: for all others.
 */
export const cacheName = (chunk: string, profile = ''): string => `${chunk}@${profile}`;
