import { ACCOUNTS_MODULE } from '../base/names.ts';
import { commandOption } from '../main/command-option.ts';

/**
 * A word for the kind of a call. Calls with the same word run roughly the same functions: those of
 * one command on licenses, or those on accounts. `startedAs` is the name the executable was
 * started under, or its path.
 */
export function cacheProfileOf(startedAs: string, argv: readonly string[]): string {
  if (startedAs === ACCOUNTS_MODULE || startedAs.endsWith(`/${ACCOUNTS_MODULE}`))
    return ACCOUNTS_MODULE;
  const [first = ''] = argv;
  return first.startsWith('-') ? (commandOption(argv) ?? '') : first;
}

/**
 * The name of a chunk's code cache for such calls, among the executable's assets. Without a word:
 * for all other calls.
 */
export const cacheName = (chunk: string, profile = ''): string => `${chunk}@${profile}`;
