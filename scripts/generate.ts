import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { confTexts } from './lib/conf-texts.ts';

/** Writes anew what is made from the sources: the tables of docs/conf.md, etc/cpbillmgr.conf. */
const PROJECT = dirname(import.meta.dirname);

for (const [path, text] of confTexts(PROJECT)) {
  writeFileSync(join(PROJECT, path), text);
  console.log(path);
}
