import type { XmlNode } from '../../manager-api/xml-build.ts';
import type { Offer, OfferPrice } from '../../operations/modules/module-prices.ts';

/** The formats in which a manager answers: docs/reference/vendor-api.md, "Documents". */
export type Format = 'xml' | 'json' | 'bjson';
const FORMATS: readonly Format[] = ['xml', 'json', 'bjson'];
export const isFormat = (text: string): text is Format => FORMATS.some(each => each === text);

export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=UTF-8',
  json: 'application/json; charset=UTF-8',
  bjson: 'application/json; charset=UTF-8',
};

/**
 * The answer of `pricelist.export` as panels expect it, element by element
 * (docs/reference/vendor-api.md, "Reselling modules"). A module without a price does not belong in
 * it: readers of the JSON take its price for granted.
 */
export function priceDocument(offers: readonly Offer[]): XmlNode {
  return { name: 'doc', children: offers.map(offerNode) };
}

export function errorDocument(type: string, object: string, msg: string): XmlNode {
  return {
    name: 'doc',
    children: [
      {
        name: 'error',
        attributes: { type, object, lang: 'en' },
        children: [{ name: 'msg', text: msg }],
      },
    ],
  };
}

function offerNode(offer: Offer): XmlNode {
  const fields = ['id', 'name', 'intname', 'additionintname'] as const;
  return {
    name: 'pricelist',
    children: [
      ...fields.map(name => ({ name, text: offer[name] })),
      ...offer.prices.map(priceNode),
    ],
  };
}

function priceNode({ currency, price }: OfferPrice): XmlNode {
  const period = {
    name: 'period',
    attributes: { cost: price, type: 'month', length: '1' },
    text: 'monthly',
  };
  return { name: 'price', attributes: { currency }, children: [period] };
}

/**
 * The tree as a manager writes it in JSON. json: `{"doc": ..}`, text as `$`, attributes as `$name`.
 * bjson: `{"model": ..}`, text as `v`, attributes beside it. A `pricelist` is a member of an array
 * even when it is the only one, or there is none; any other element that stands alone is an object:
 * readers go by `doc.pricelist[].price.period.$cost`.
 */
export function asJson(root: XmlNode, format: 'json' | 'bjson'): string {
  const isPlain = format === 'bjson';
  const body = memberOf(root, isPlain ? '' : '$', isPlain ? 'v' : '$');
  const isList = !root.children?.some(each => each.name === 'error');
  const whole = isList && body['pricelist'] === undefined ? { ...body, pricelist: [] } : body;
  return JSON.stringify(isPlain ? { model: whole } : { doc: whole });
}

type Member = { [name: string]: string | Member | Member[] };

function memberOf(node: XmlNode, prefix: string, textKey: string): Member {
  const member: Member = {};
  for (const [name, value] of Object.entries(node.attributes ?? {}))
    if (value !== undefined) member[prefix + name] = value;
  if (node.text !== undefined) member[textKey] = node.text;
  for (const [name, group] of Map.groupBy(node.children ?? [], each => each.name)) {
    const members = group.map(each => memberOf(each, prefix, textKey));
    const [only, ...more] = members;
    member[name] = name !== 'pricelist' && only !== undefined && more.length === 0 ? only : members;
  }
  return member;
}
