/**
 * What the stand-in upstream has: `licenses` rows numbered from 1, each for the service of the same
 * number.
 */
export interface Catalog {
  readonly licenses: number;
  /** Every so-many-th license looks otherwise in each generation; 0: none does. */
  readonly changedEvery: number;
  readonly generation: number;
}

const DAY_MS = 86_400_000;
/** End dates are spread over so many days, none so near that a renewal is due. */
export const FIRST_END = 60;
export const SPREAD = 300;

let pages = new Map<string, Buffer>();
let pagesOf = '';

/** A page of the list; made once, so that the measured program does not wait for it. */
export function listPage(catalog: Catalog, page: number, rows: number): Buffer {
  const key = JSON.stringify(catalog);
  if (key !== pagesOf) {
    pages = new Map();
    pagesOf = key;
  }
  const name = `${page} ${rows}`;
  let body = pages.get(name);
  if (!body) {
    const elements: string[] = [];
    const last = Math.min(page * rows, catalog.licenses);
    for (let id = (page - 1) * rows + 1; id <= last; id += 1) elements.push(row(catalog, id));
    body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<doc>${elements.join('')}</doc>\n`);
    pages.set(name, body);
  }
  return body;
}

/** Every page that will be asked for, ahead of the measurement. */
export function makePages(catalog: Catalog, rows: number): void {
  for (let page = 1; page <= Math.ceil(catalog.licenses / rows) + 1; page += 1)
    listPage(catalog, page, rows);
}

/** The installation's, as BILLmanager's module keeps a copy of it. */
export const MARK = 'bench';

/** The form of one service: an ordered one is active at once, with its key. */
export function serviceForm(
  catalog: Catalog,
  elid: string,
  renewals: number,
  remoteid = `${MARK}-${elid}`,
): Buffer {
  const id = Number(elid);
  const end = endAfter(catalog, elid, renewals);
  return Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?>\n<doc>' +
      `<id>${id}</id><name>ISPmanager Lite</name><licname>service ${id}</licname><ip>${addressOf(id)}</ip>` +
      `<lickey>BENCH-${id}</lickey><status>2</status><pricelist>3541</pricelist><period>1</period>` +
      `<expiredate>${end}</expiredate><createdate>${daysAhead(-30)}</createdate><autoprolong>null</autoprolong>` +
      `<remoteid>${remoteid}</remoteid></doc>\n`,
  );
}

/** Until when a license is paid after so many renewals. */
export function endAfter(catalog: Catalog, elid: string, renewals: number): string {
  const id = Number(elid);
  return id <= catalog.licenses ? endOf(catalog, id) : monthsAhead(1 + renewals);
}

export function addressOf(id: number): string {
  return `10.${(id >> 16) & 255}.${(id >> 8) & 255}.${id & 255}`;
}

/** The day `days` from now, YYYY-MM-DD. */
export function daysAhead(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of a later month. */
export function monthsAhead(months: number): string {
  const date = new Date();
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

export function endOf({ changedEvery, generation }: Catalog, id: number): string {
  const shift = changedEvery > 0 && id % changedEvery === 0 ? generation : 0;
  return daysAhead(FIRST_END + (id % SPREAD) + shift);
}

function row(catalog: Catalog, id: number): string {
  return (
    `<elem><id>${id}</id><name>ISPmanager Lite</name><ip>${addressOf(id)}</ip><licname>service ${id}</licname>` +
    `<pricelist>ISPmanager Lite</pricelist><pricelist_id>3541</pricelist_id><period>1</period><status>2</status>` +
    `<createdate>${daysAhead(-30)}</createdate><expiredate>${endOf(catalog, id)}</expiredate>` +
    `<cost>4.00 EUR</cost><remoteid>${MARK}-${id}</remoteid></elem>`
  );
}
