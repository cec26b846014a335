import type { Manager } from '../../manager-api/manager.ts';
import { listRows } from './list.ts';

/**
 * The ids of a list's rows by their names: a row of another list may give only the name of an
 * object. A name that two rows share leads to neither.
 */
export class IdsByName {
  readonly #manager: Manager;
  readonly #lists = new Map<string, Promise<ReadonlyMap<string, string>>>();

  constructor(manager: Manager) {
    this.#manager = manager;
  }

  /** `text` itself if it is an id; '' for a name that leads to none. */
  async idOf(list: 'processing' | 'pricelist', text: string): Promise<string> {
    if (text === '' || /^\d+$/.test(text)) return text;
    let ids = this.#lists.get(list);
    if (ids === undefined) {
      ids = this.#read(list);
      this.#lists.set(list, ids);
    }
    return (await ids).get(text) ?? '';
  }

  async #read(list: string): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    for await (const row of listRows(this.#manager, list)) {
      const name = row.get('name') ?? '';
      if (name !== '') ids.set(name, ids.has(name) ? '' : (row.get('id') ?? ''));
    }
    return ids;
  }
}
