import { type ModuleName, moduleNamed } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { isSecretName } from '../../base/secret-names.ts';
import { commandsOf, rowOf } from '../../billmanager/command-table.ts';
import { MODULE_ITEMTYPES } from '../../operations/engine/module-itemtypes.ts';
import { MODULE_SETTINGS } from './settings.ts';

/**
 * Prints the features document (docs/reference/processing-module.md, "Features document").
 * BILLmanager asks every module for it at its start, so it needs nothing: no conf, no network, no
 * state, no mgrctl, and none of the libraries (its names are constants that need no escaping).
 */
export async function run(_argv: readonly string[], startedAs: string): Promise<number> {
  writeOut(featuresDocument(moduleNamed(startedAs)));
  return 0;
}

export function featuresDocument(module: ModuleName): string {
  const features = commandsOf(module).flatMap(name => rowOf(name).features ?? [name]);
  const named = (tag: string, names: readonly string[]): string =>
    names.map(name => `<${tag} name="${name}"/>`).join('');
  const params = MODULE_SETTINGS[module]
    .map(name => `<param name="${name}"${isSecretName(name) ? ' crypted="yes"' : ''}/>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<doc>' +
    `<itemtypes>${named('itemtype', MODULE_ITEMTYPES[module])}</itemtypes>` +
    `<params>${params}</params>` +
    `<features>${named('feature', features)}</features>` +
    '</doc>\n'
  );
}
