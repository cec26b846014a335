import type { IncomingHttpHeaders } from 'node:http';
import { toFault } from '../../base/fault.ts';
import type { Log } from '../../base/log.ts';
import { isMaintenance, type MayAct } from '../../base/maintenance.ts';
import type { GatewaySettings } from '../../conf/conf.ts';
import type { Offer } from '../../operations/modules/module-prices.ts';
import { type BuyLink, orderPage, parseBuyLink } from './buy-link.ts';
import type { Buyer, ClickOutcome } from './buyer.ts';
import { clientLanguage } from './client-language.ts';
import { type PageFacts, renderPage } from './page.ts';
import type { PageName } from './page-texts.ts';
import type { CurrentPrices } from './price-list.ts';
import type { Query } from './query.ts';

/** What the browser gets: a page, or the way to the order page. */
type Landing =
  | { readonly kind: 'page'; readonly status: number; readonly html: string }
  | { readonly kind: 'redirect'; readonly location: string };

interface LandingRequest {
  readonly query: Query;
  readonly headers: IncomingHttpHeaders;
}

interface LandingParts {
  readonly gateway: GatewaySettings;
  /** null: no price list is known yet. */
  readonly prices: CurrentPrices | null;
  readonly buyer: Buyer;
  readonly mayAct: MayAct;
  readonly log: Log;
}

/**
 * A click on "Buy" in a panel. Manual mode leads to the order page of the conf; automatic mode
 * orders for a license of ours and shows what came of it. Anybody who cannot be a panel's client
 * gets a polite page and nothing is ordered; so does everybody in maintenance, because the order
 * page belongs to the BILLmanager that is being worked on.
 */
export async function landing(request: LandingRequest, parts: LandingParts): Promise<Landing> {
  const { gateway, prices } = parts;
  const page = pagesFor(request, gateway);
  const link = parseBuyLink(request.query);
  if (!link) return page(400, 'badLink');
  if (isStopped(parts)) return page(503, 'maintenance');
  const offer = prices?.answers.offer(link.moduleId) ?? null;
  if (prices && !offer?.available) return page(404, 'unknownModule');
  if (gateway.mode === 'manual') return toOrderPage(gateway, link) ?? page(503, 'byHand');
  if (!prices) return page(503, 'notNow');
  // an order is placed for a person who follows a link, not for an image, a script or a prefetching
  // browser
  if (!isNavigation(request.headers)) return page(403, 'badRequest');
  const { license, ip, moduleId } = link;
  const outcome = await parts.buyer.buy({ license, ip, pricelist: moduleId });
  return answerTo(outcome, { page, gateway, link, offer });
}

function isStopped({ mayAct, log }: LandingParts): boolean {
  try {
    mayAct();
    return false;
  } catch (error) {
    if (!isMaintenance(error)) throw error;
    log.warning(`gateway: a click on "Buy" is refused: ${toFault(error).message}`);
    return true;
  }
}

type Pages = (status: number, name: PageName, more?: Partial<PageFacts>) => Landing;

function pagesFor(request: LandingRequest, gateway: GatewaySettings): Pages {
  const asked = request.query.get('lang');
  const wanted =
    gateway.language === 'auto' && (asked === 'ru' || asked === 'en') ? asked : gateway.language;
  const language = clientLanguage(wanted, request.headers['accept-language']);
  return (status, name, more = {}) => ({
    kind: 'page',
    status,
    html: renderPage(name, { language, contact: gateway.contact, ...more }),
  });
}

interface Answering {
  readonly page: Pages;
  readonly gateway: GatewaySettings;
  readonly link: BuyLink;
  readonly offer: Offer | null;
}

function answerTo(outcome: ClickOutcome, { page, gateway, link, offer }: Answering): Landing {
  switch (outcome.kind) {
    case 'ordered':
    case 'already':
      return page(200, outcome.kind, { rows: rowsOf(link, offer, outcome.expiredate ?? '') });
    case 'unfinished':
      return page(503, 'busy', { rows: rowsOf(link, offer, '') });
    case 'foreign':
      return page(404, 'unknownLicense', { orderPage: orderPage(gateway.orderUrl, link) });
    case 'wrong-ip':
      return page(403, 'wrongAddress');
    case 'manual':
    case 'refused':
      return toOrderPage(gateway, link) ?? page(409, 'byHand', { rows: rowsOf(link, offer, '') });
  }
}

function rowsOf(link: BuyLink, offer: Offer | null, until: string): NonNullable<PageFacts['rows']> {
  const price = offer?.prices[0];
  return [
    ['module', offer?.name || link.module],
    ['license', link.license],
    ['address', link.ip],
    ['price', price ? `${shortAmount(price.price)} ${price.currency}` : ''],
    ['until', until],
  ];
}

/** "950.0000" for people: "950.00". */
const shortAmount = (amount: string): string => amount.replace(/0{1,2}$/, '');

function toOrderPage(gateway: GatewaySettings, link: BuyLink): Landing | null {
  return gateway.orderUrl === ''
    ? null
    : { kind: 'redirect', location: orderPage(gateway.orderUrl, link) };
}

/**
 * Browsers say what a request is for (Fetch Metadata, Sec-Purpose); without such headers it counts
 * as navigation.
 */
function isNavigation(headers: IncomingHttpHeaders): boolean {
  const purposes = [
    headers['sec-purpose'],
    headers['purpose'],
    headers['x-purpose'],
    headers['x-moz'],
  ];
  if (purposes.some(each => /prefetch|prerender|preview/i.test(String(each ?? '')))) return false;
  const destination = headers['sec-fetch-dest'];
  return destination === undefined || destination === 'document';
}
