import { serializeXml } from '../../manager-api/xml-build.ts';
import type { Offer } from '../../operations/modules/module-prices.ts';
import { PANEL_MODULE } from '../../vendor/product-types.ts';
import { type Prepared, prepare } from './prepared.ts';
import { asJson, CONTENT_TYPES, type Format, priceDocument } from './price-document.ts';
import type { Query } from './query.ts';

/** What narrows a price list (seed "Reselling modules": itemtype, pricelist, onlyavailable). */
interface PriceFilter {
  readonly format: Format;
  /** '' for every one. */
  readonly itemtype: string;
  readonly pricelist: string;
  readonly onlyavailable: boolean;
}

/** Query strings in other spellings than the usual ones: somebody plays with them. */
const MOST_QUERIES = 1000;

/** The prepared answers of one price list, each made when it is first asked for. */
export class PriceAnswers {
  readonly #offers: readonly Offer[];
  readonly #prepared = new Map<string, Prepared>();
  /** By the query as it stands in the address: panels always send the same one. */
  readonly #byQuery = new Map<string, Prepared>();

  constructor(offers: readonly Offer[]) {
    this.#offers = offers.filter(each => each.shown && each.prices.length > 0);
  }

  /** The module with this number, if panels are shown it. */
  offer(id: string): Offer | null {
    return this.#offers.find(each => each.id === id) ?? null;
  }

  /** What was answered to this very query before. */
  known(rawQuery: string): Prepared | undefined {
    return this.#byQuery.get(rawQuery);
  }

  answer(query: Query, format: Format): Prepared {
    const filter = {
      format,
      itemtype: query.get('itemtype') ?? '',
      pricelist: query.get('pricelist') ?? '',
      onlyavailable: query.get('onlyavailable') === 'on',
    };
    const prepared = this.#answerTo(filter);
    if (this.#byQuery.size >= MOST_QUERIES) this.#byQuery.clear();
    this.#byQuery.set(query.raw, prepared);
    return prepared;
  }

  #answerTo(filter: PriceFilter): Prepared {
    const chosen = this.#offers.filter(each => fits(each, filter));
    const key = `${filter.format} ${chosen.map(each => each.id).join(',')}`;
    const known = this.#prepared.get(key);
    if (known) return known;
    const document = priceDocument(chosen);
    const text =
      filter.format === 'xml' ? `${serializeXml(document)}\n` : asJson(document, filter.format);
    const prepared = prepare(text, CONTENT_TYPES[filter.format]);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

/** All that is sold here is modules. */
function fits(offer: Offer, filter: PriceFilter): boolean {
  return (
    (filter.itemtype === '' || filter.itemtype === PANEL_MODULE) &&
    (filter.pricelist === '' || filter.pricelist === offer.id) &&
    (!filter.onlyavailable || offer.available)
  );
}
