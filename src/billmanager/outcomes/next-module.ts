import { child, type MgrElement } from '../../manager-api/document.ts';
import type { Manager } from '../../manager-api/manager.ts';
import { BillmanagerRefused } from '../billmanager-refused.ts';

/** Error types by which BILLmanager says that the tariff has no further module. */
const NONE_LEFT = new Set(['missed', 'no_suitable_module']);
/**
 * The answer's document is not known: every spelling that could name the module, the surest first.
 */
const SPELLINGS = ['processingmodule', 'nextmodule', 'module', 'id'];

/**
 * `service.getnextmodule elid=ITEM` (docs/reference/processing-module.md, "The next module of the
 * tariff"): BILLmanager moves the service to the tariff's next processing module and answers which;
 * null if there is none or the answer names none.
 */
export async function nextModule(manager: Manager, item: string): Promise<string | null> {
  try {
    const document = await manager.call('service.getnextmodule', { elid: item }, { kind: 'act' });
    return moduleIn(document, item);
  } catch (error) {
    if (error instanceof BillmanagerRefused && NONE_LEFT.has(error.errorType)) return null;
    throw error;
  }
}

function moduleIn(document: MgrElement, item: string): string | null {
  for (const holder of holdersOf(document)) {
    for (const name of SPELLINGS) {
      const element = child(holder, name);
      const id = element?.attributes.get('id') ?? element?.text ?? '';
      const isEcho = name === 'id' && id === item;
      if (/^[1-9]\d*$/.test(id) && !isEcho) return id;
    }
  }
  return null;
}

function holdersOf(document: MgrElement): readonly MgrElement[] {
  const inner = ['doc', 'modules', 'elem'].map(name => child(document, name));
  return [document, ...inner.filter(each => each !== undefined)];
}
