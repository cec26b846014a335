#!/usr/bin/env node
import { PROGRAM } from '../base/names.ts';
import { start, startedName } from './start.ts';

/** Entry of the program when it runs from its sources: `node src/main/main.ts COMMAND ...`. */
const link = startedName(process.argv[1] ?? '');
await start(link === 'main.ts' ? PROGRAM : link, process.argv.slice(2));
