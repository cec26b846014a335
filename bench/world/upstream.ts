import { readFileSync } from 'node:fs';
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type Catalog, endAfter, listPage, makePages, serviceForm } from './catalog.ts';

/** Rows of a page, as the conf has it by default. */
const ROWS = 500;

/**
 * A process that answers like the upstream, after a set delay and with next to no work of its own:
 * what is measured is the caller. Started by fork(); settings come as messages, each is answered
 * when it holds.
 */

/** What the bench may change while the stand-in runs. */
export interface UpstreamSettings {
  /** Between a request's arrival and its answer, in milliseconds. */
  readonly delayMs: number;
  readonly catalog: Catalog;
}

let settings: UpstreamSettings = {
  delayMs: 0,
  catalog: { licenses: 0, changedEvery: 0, generation: 0 },
};
let requests = 0;
/** Licenses that were renewed here, and how often. */
const renewals = new Map<string, number>();

const [keyFile, certFile] = process.argv.slice(2);
const server =
  keyFile === undefined || certFile === undefined
    ? createPlain(answer)
    : createSecure({ key: readFileSync(keyFile), cert: readFileSync(certFile) }, answer);
// a bench between two rounds is no idle client
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('message', (message: UpstreamSettings | 'count') => {
  if (message === 'count') {
    process.send?.({ requests });
    requests = 0;
    return;
  }
  settings = message;
  makePages(settings.catalog, ROWS);
  process.send?.({ set: true });
});
process.on('disconnect', () => process.exit(0));

function answer(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests += 1;
    const body = document(new URLSearchParams(Buffer.concat(chunks).toString('latin1')));
    const send = (): void => {
      response.writeHead(200, {
        'content-type': 'text/xml; charset=UTF-8',
        'content-length': body.length,
      });
      response.end(body);
    };
    if (settings.delayMs > 0) setTimeout(send, settings.delayMs);
    else send();
  });
}

function document(form: URLSearchParams): Buffer {
  const elid = form.get('elid') ?? '';
  switch (form.get('func')) {
    case 'soft':
      return listPage(settings.catalog, Number(form.get('p_num')), Number(form.get('p_cnt')));
    case 'soft.edit':
      return serviceForm(settings.catalog, elid, renewals.get(elid) ?? 0, ordered.get(elid));
    case 'soft.order.param':
      return order(form.get('remoteid') ?? '');
    case 'service.prolong':
      renewals.set(elid, (renewals.get(elid) ?? 0) + 1);
      return renewal(settings.catalog, elid);
    case 'subaccount':
      return Buffer.from(
        '<doc><elem><id>1</id><balance>100000.00</balance><currency>EUR</currency></elem></doc>',
      );
    case 'pricelist.export':
      return Buffer.from(PRICE_LIST);
    default:
      return Buffer.from('<doc><ok/></doc>');
  }
}

/** What each license was ordered by. */
const ordered = new Map<string, string>();

/** The license gets the number of the service that it is ordered for. */
function order(remoteid: string): Buffer {
  const id = /^(?:[a-z][a-z2-9]{4}-)?(\d+)/.exec(remoteid)?.[1] ?? '';
  ordered.set(id, remoteid);
  return Buffer.from(`<doc><id>${id}</id><ok/></doc>`);
}

/** What a renewal is answered: the license's new end. */
function renewal(catalog: Catalog, elid: string): Buffer {
  const end = endAfter(catalog, elid, renewals.get(elid) ?? 0);
  return Buffer.from(`<doc><doc><newexpiredate>${end}</newexpiredate></doc></doc>`);
}

const PRICE_LIST =
  '<doc><pricelist><id>3541</id><name>ISPmanager Lite</name><intname>lite</intname>' +
  '<itemtype_info><intname>soft</intname></itemtype_info>' +
  '<price currency="EUR"><period cost="4.0000" type="month" length="1">month</period></price></pricelist></doc>';
