import { moduleNamed } from '../../base/names.ts';
import { writeOut } from '../../base/output.ts';
import { MODULE_ITEMTYPES } from '../../operations/module-itemtypes.ts';
import { MODULE_FEATURES, MODULE_PARAMS } from './feature-list.ts';

/**
 * Prints the features document. BILLmanager asks it of every module at its start, so it needs
 * nothing: no conf, no network, no state, no mgrctl, and none of the libraries (its names are
 * constants that need no escaping).
 */
export async function run(_argv: readonly string[], startedAs: string): Promise<number> {
  writeOut(featuresDocument(startedAs));
  return 0;
}

export function featuresDocument(startedAs: string): string {
  const module = moduleNamed(startedAs);
  const { features } = MODULE_FEATURES[module] ?? { features: [] };
  const named = (tag: string, names: readonly string[]): string =>
    names.map(name => `<${tag} name="${name}"/>`).join('');
  const params = MODULE_PARAMS.filter(({ only }) => only === undefined || only === module)
    .map(({ name, crypted }) => `<param name="${name}"${crypted ? ' crypted="yes"' : ''}/>`)
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<doc>' +
    `<itemtypes>${named('itemtype', MODULE_ITEMTYPES[module])}</itemtypes>` +
    `<params>${params}</params>` +
    `<features>${named('feature', features)}</features>` +
    '</doc>\n'
  );
}
