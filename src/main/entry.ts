import { start, startedName } from './start.ts';

/**
 * The first chunk of the compiled program. A single executable gets the name it was started under
 * as its second argument.
 */
void start(startedName(process.argv[1] ?? ''), process.argv.slice(2));
