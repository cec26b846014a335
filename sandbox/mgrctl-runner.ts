import { run } from './mgrctl.ts';

/** Entry of mgrctl when the sandbox runs from sources. */
process.exitCode = await run(process.argv.slice(2), 'mgrctl');
