import { refuseEnvironment } from './environment.ts';
import { startedName } from './start.ts';

/**
 * Entry of an executable built without `src/runtime`: the program in one piece, compiled anew in
 * each call.
 */
refuseEnvironment(startedName(process.argv[1] ?? ''));
void import('./entry.ts');
