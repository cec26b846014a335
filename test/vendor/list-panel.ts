import { Fault } from '../../src/base/fault.ts';
import type { MgrDocument } from '../../src/manager-api/document.ts';
import type { Manager } from '../../src/manager-api/manager.ts';
import { parseXml } from '../../src/manager-api/xml.ts';

export type PanelRow = Readonly<Record<string, string>> & { readonly id: string };
type Filter = (row: PanelRow) => boolean;

/**
 * A panel with a list that can misbehave: it caps pages, orders anew, and somebody else sets
 * filters while it is read.
 */
export class ListPanel implements Manager {
  rows: PanelRow[];
  filter: Filter | null = null;
  /** Most rows that a page gets, whatever is asked. */
  cap = Number.POSITIVE_INFINITY;
  /** Gives its whole list for any page. */
  unpaged = false;
  /** The page that a page number shows. */
  pageShown = (page: number, _pages: number): number => page;
  /** The order of the rows at a request. */
  order = (rows: readonly PanelRow[]): readonly PanelRow[] => rows;
  /** Rows by which a page reaches back into the one before it. */
  overlap = 0;
  /** Runs before each page is answered; `request` counts them from 1. */
  beforePage = (_request: number, _page: number): void => {};
  afterClear = (): void => {};
  /** Fields that the list does not tell. */
  untold: readonly string[] = [];
  /** What the list tells of its own length. */
  told: (rows: number) => number | null = () => null;
  /** What `filter=on` does: narrow this answer, stay as the filter, or nothing. */
  filterOn: 'narrows' | 'stays' | 'nothing' | 'refused' = 'nothing';
  requests = 0;
  readonly calls: string[] = [];
  readonly pageSizes: number[] = [];

  constructor(rows: readonly PanelRow[]) {
    this.rows = [...rows];
  }

  serverTime(): Date | null {
    return null;
  }

  async call(
    func: string,
    params: Readonly<Record<string, string | undefined>>,
  ): Promise<MgrDocument> {
    this.calls.push(func);
    if (func.endsWith('.filter')) return this.#clear();
    if (func.endsWith('.edit')) return this.#form(params['elid'] ?? '');
    const asked: Filter = row => row['remoteid'] === params['remoteid'];
    const isAsked = params['filter'] === 'on';
    if (isAsked && this.filterOn === 'refused') throw new Fault('upstream_value');
    if (isAsked && this.filterOn === 'stays') this.filter = asked;
    const only = isAsked && this.filterOn === 'narrows' ? asked : this.filter;
    return this.#page(Number(params['p_num']), Number(params['p_cnt']), only);
  }

  #clear(): MgrDocument {
    this.filter = null;
    this.afterClear();
    return parseXml('<doc/>');
  }

  #form(id: string): MgrDocument {
    const row = this.rows.find(each => each.id === id);
    if (row === undefined) throw new Fault('upstream_missed', { object: 'elid', value: id });
    return parseXml(`<doc>${fieldsOf(row, [])}<lickey>KEY-${id}</lickey></doc>`);
  }

  #page(page: number, asked: number, only: Filter | null): MgrDocument {
    this.requests += 1;
    this.pageSizes.push(asked);
    this.beforePage(this.requests, page);
    const size = this.unpaged ? Number.POSITIVE_INFINITY : Math.min(asked, this.cap);
    // somebody may have set another filter just now
    const filter = only ?? this.filter;
    const shown = this.order(filter === null ? this.rows : this.rows.filter(filter));
    const number = this.unpaged ? 1 : this.pageShown(page, Math.ceil(shown.length / size));
    const start = number === 1 ? 0 : (number - 1) * size - this.overlap;
    const rows = shown
      .slice(start, number * size)
      .map(row => `<elem>${fieldsOf(row, this.untold)}</elem>`);
    const told = this.told(shown.length);
    const elems = told === null ? '' : `<p_elems>${told}</p_elems>`;
    return parseXml(`<doc>${rows.join('')}${elems}</doc>`);
  }
}

function fieldsOf(row: PanelRow, untold: readonly string[]): string {
  return Object.entries(row)
    .filter(([name]) => !untold.includes(name))
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('');
}

/** `count` active licenses with the ids 1, 2, 3 ... and the remoteids r1, r2, r3 ... */
export function licenses(count: number): PanelRow[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    status: '2',
    ip: `192.0.2.${index + 1}`,
    licname: `name${index + 1}`,
    pricelist_id: '3541',
    remoteid: `r${index + 1}`,
  }));
}
