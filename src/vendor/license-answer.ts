import type { IsoDate } from '../base/dates.ts';
import { LIFETIME, type Period, TRIAL } from '../base/period.ts';
import type { MgrElement } from '../manager-api/document.ts';
import {
  badAnswer,
  cut,
  firstOf,
  isId,
  LONGEST_NAME,
  layersOf,
  tells,
  valuesOf,
} from './answer-fields.ts';
import { parseDateUpTo, parseEndDate } from './end-date.ts';
import type { LicenseFields } from './license-fields.ts';
import { PRODUCT_TYPES } from './product-types.ts';
import type { Itemtype, License, LicenseRow, UpstreamStatus } from './vendor.ts';

const STATUSES: ReadonlyMap<string, UpstreamStatus> = new Map<string, UpstreamStatus>([
  ['1', 'ordered'],
  ['2', 'active'],
  ['3', 'suspended'],
  ['4', 'deleted'],
  ['5', 'processing'],
  ['ordered', 'ordered'],
  ['active', 'active'],
  ['suspended', 'suspended'],
  ['stopped', 'suspended'],
  ['disabled', 'suspended'],
  ['deleted', 'deleted'],
  ['processing', 'processing'],
  ['in process', 'processing'],
  ['in progress', 'processing'],
  ['processed', 'processing'],
  ['заказан', 'ordered'],
  ['активен', 'active'],
  ['активна', 'active'],
  ['остановлен', 'suspended'],
  ['остановлена', 'suspended'],
  ['удален', 'deleted'],
  ['удалён', 'deleted'],
  ['удалена', 'deleted'],
  ['обрабатывается', 'processing'],
]);

/**
 * A status as a number (1 to 5) or a word; null for anything else. Source:
 * docs/reference/vendor-api.md, "Right after the order" (numbers); the words are what panels show
 * beside them.
 */
export function parseStatus(text: string): UpstreamStatus | null {
  return STATUSES.get(text.trim().toLowerCase()) ?? null;
}

/**
 * A period of a license: months, -100, 0, or the words for the last two; null for anything else.
 */
function parsePeriod(text: string): Period | null {
  const plain = text.trim().toLowerCase();
  if (plain === 'trial') return TRIAL;
  if (plain === 'lifetime') return LIFETIME;
  if (!/^(?:-100|\d{1,4})$/.test(plain)) return null;
  return Number(plain);
}

/** How answers about licenses are read. */
export interface LicenseReading {
  readonly itemtype: Itemtype;
  readonly fields: LicenseFields;
  /** The function that was called; for messages. */
  readonly func: string;
  /** The latest date that is believed (end-date.ts). */
  readonly latest: IsoDate;
}

/** The longest name of a license (docs/reference/vendor-api.md, "License functions"). */
const LONGEST_LICNAME = 255;
/** Addresses and costs. */
const LONGEST_WORD = 64;

/**
 * One row of a list. Overlong texts are cut. Throws upstream_answer_bad (passing) for a row
 * without an id: such a list proves nothing.
 */
export function parseRow(element: MgrElement, reading: LicenseReading): LicenseRow {
  const { itemtype, fields, func, latest } = reading;
  const id = firstOf(element, ['id']);
  if (!isId(id)) throw badAnswer(func, 'a row without an id', 'passing');
  const period = parsePeriod(firstOf(element, fields.period));
  return {
    id,
    itemtype,
    name: cut(firstOf(element, fields.name), LONGEST_NAME),
    status: statusOf(element, fields),
    ip: cut(firstOf(element, fields.ip), LONGEST_WORD),
    licname: cut(firstOf(element, fields.licname), LONGEST_LICNAME),
    pricelist: valuesOf(element, fields.pricelist).find(isId) ?? '',
    period,
    createdate: parseDateUpTo(firstOf(element, fields.createdate), latest),
    expiredate: parseEndDate(firstOf(element, fields.expiredate), period, latest),
    remoteid: cut(firstOf(element, fields.remoteid), LONGEST_NAME),
    ...(tells(element, fields.remoteid) ? {} : { remoteidUnknown: true as const }),
    cost: cut(firstOf(element, fields.cost), LONGEST_WORD),
    ...(PRODUCT_TYPES[itemtype].belongsToLicense && tells(element, fields.parentItem)
      ? { parentItem: valuesOf(element, fields.parentItem).find(isId) ?? '' }
      : {}),
    ...(RENEWS_ITSELF.test(firstOf(element, fields.autoprolong))
      ? { renewsItself: true as const }
      : {}),
  };
}

/** A period, or `on`: panels write neither `null`, `off` nor a word for "none" like that. */
const RENEWS_ITSELF = /^(?:on|[1-9]\d*)(?:\s|$)/;

/**
 * The form of one license. The answer must carry the id that was asked for (as `id` or `elid`): any
 * other id, or none, is upstream_answer_bad (passing). Other fields may be missing.
 */
export function parseLicense(
  document: MgrElement,
  asked: string,
  reading: LicenseReading,
): License {
  const { itemtype, fields, func, latest } = reading;
  const ids = valuesOf(document, ['id', 'elid']);
  if (ids.length === 0) throw badAnswer(func, `no id, asked for ${asked}`, 'passing');
  const foreign = ids.find(id => id !== asked);
  if (foreign !== undefined)
    throw badAnswer(func, `id ${cut(foreign, LONGEST_WORD)}, asked for ${asked}`, 'passing');
  const type = PRODUCT_TYPES[itemtype];
  const form = merged(document, asked);
  return {
    ...parseRow(form, reading),
    lickey: type.key ? firstOf(form, fields.lickey) : '',
    ipChangeDate: parseDateUpTo(firstOf(form, fields.ipChangeDate), latest),
    lickeyChangeDate: parseDateUpTo(firstOf(form, fields.lickeyChangeDate), latest),
    parentItem: type.belongsToLicense ? firstOf(form, fields.parentItem) : '',
    addons: addonsOf(form),
  };
}

/** The form's fields on one level, with the checked id. */
function merged(document: MgrElement, id: string): MgrElement {
  const children = layersOf(document).flatMap(layer => layer.children);
  const checked: MgrElement = { name: 'id', attributes: new Map(), text: id, children: [] };
  return { ...document, children: [checked, ...children] };
}

function statusOf(element: MgrElement, fields: LicenseFields): UpstreamStatus | null {
  const candidates = layersOf(element).flatMap(layer =>
    fields.status.flatMap(name =>
      layer.children
        .filter(each => each.name === name)
        .flatMap(each => [each.attributes.get('orig') ?? '', each.text]),
    ),
  );
  for (const candidate of candidates) {
    const status = parseStatus(candidate);
    if (status !== null) return status;
  }
  return null;
}

/** Amounts in the fields `addon_N`: whole numbers, and on/off as 1 and 0. */
function addonsOf(form: MgrElement): ReadonlyMap<string, number> {
  const addons = new Map<string, number>();
  for (const { name, text } of form.children) {
    const addon = /^addon_(\d+)$/.exec(name)?.[1];
    const amount = addonAmount(text);
    if (addon !== undefined && amount !== null) addons.set(addon, amount);
  }
  return addons;
}

function addonAmount(text: string): number | null {
  if (text === 'on') return 1;
  if (text === 'off') return 0;
  // some panels keep amounts with decimals
  const whole = /^(\d{1,9})(?:\.0+)?$/.exec(text)?.[1];
  return whole === undefined ? null : Number(whole);
}
