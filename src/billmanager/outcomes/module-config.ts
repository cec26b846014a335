import type { MgrElement } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';
import type { ModuleConfig } from '../billmanager.ts';
import { ABOUT_MODULE } from './module-reports.ts';

/** The element of the document that carries the installation's mark. */
const INSTALLATION = 'installation';

/**
 * `processing.setconfig elid=MODULE config=XML`: what the module reports about itself: its presets
 * as the original showed them in the tab "Configuration", and the installation's mark.
 */
export async function saveModuleConfig(
  manager: Manager,
  module: string,
  { presets, lines, mark, counter }: ModuleConfig,
): Promise<void> {
  const { serializeXml } = await import('../../manager-api/xml-build.ts');
  const config = serializeXml({
    name: 'doc',
    children: [
      { name: INSTALLATION, attributes: { mark, counter: String(counter) } },
      ...presets.map(({ id, name }) => ({
        name: 'preset',
        attributes: { id, name: `${id}-${name}` },
      })),
      { name: 'config', text: lines },
    ],
  });
  await manager.call('processing.setconfig', { elid: module, config }, ABOUT_MODULE);
}

/** Mark and counter in such a document; null where there are none, or it is no document of ours. */
export async function markCopyIn(
  config: string | null,
): Promise<Pick<ModuleConfig, 'mark' | 'counter'> | null> {
  if (config === null || !config.includes(INSTALLATION)) return null;
  const { parseXml } = await import('../../manager-api/xml.ts');
  const { child } = await import('../../manager-api/document.ts');
  let document: MgrElement;
  try {
    document = parseXml(config);
  } catch {
    // another program's document, or a cut one: it has no mark of ours
    return null;
  }
  const element = child(document, INSTALLATION);
  const mark = element?.attributes.get('mark') ?? '';
  const counter = Number(element?.attributes.get('counter') ?? '');
  return /^[a-z][a-z2-9]{4}$/.test(mark) && Number.isSafeInteger(counter)
    ? { mark, counter }
    : null;
}
