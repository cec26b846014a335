import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doc, type El, el } from '../store/document.ts';
import type { BillingWorld } from './world.ts';

const CONF = 'etc/billmgr.conf';
const CONF_FOLDER = 'etc/billmgr.conf.d';

/**
 * `paramlist`: what stands in the panel's conf, each parameter in an `elem` of its own
 * (docs/reference/billmanager.md, "Connection settings"). Secrets are in it.
 */
export function paramList(world: BillingWorld): El {
  const params = new Map(
    confFiles(world.root).flatMap(path => readFileSync(path, 'utf8').split('\n').flatMap(confLine)),
  );
  return doc([...params].map(([name, value]) => el('elem', [el(name, value)])));
}

/** A later file wins. */
function confFiles(root: string): readonly string[] {
  const folder = join(root, CONF_FOLDER);
  const further = existsSync(folder) ? readdirSync(folder) : [];
  const named = further.filter(name => name.endsWith('.conf')).sort();
  return [join(root, CONF), ...named.map(name => join(folder, name))].filter(existsSync);
}

/** Name, blank, value to the end of the line. */
function confLine(line: string): [string, string][] {
  const [, name, value] = /^([A-Za-z]\w*)[ \t]+(.*?)\r?$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}
