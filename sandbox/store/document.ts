/** An element of an answer of either stand-in. */
export interface El {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly El[];
}

export type Content = string | number | null | readonly El[];

/** An element with text or with children; `null` is an empty element. */
export function el(
  name: string,
  content: Content = null,
  attributes: Readonly<Record<string, string>> = {},
): El {
  if (content !== null && typeof content === 'object')
    return { name, attributes, text: '', children: content };
  return { name, attributes, text: content === null ? '' : String(content), children: [] };
}

/** One element for each entry, in the given order; undefined values are left out. */
export function fields(
  record: Readonly<Record<string, string | number | null | undefined>>,
): readonly El[] {
  const found: El[] = [];
  for (const [name, value] of Object.entries(record))
    if (value !== undefined) found.push(el(name, value));
  return found;
}

export const doc = (children: readonly El[] = []): El => el('doc', children);
/** What a panel answers when there is nothing to tell. */
export const okDoc = (children: readonly El[] = []): El => doc([...children, el('ok')]);

/**
 * What a list tells about itself beside its rows (docs/reference/billmanager.md, "Lists of the
 * panel").
 */
export interface ListPage {
  /** From 1. */
  readonly number: number;
  /** Rows a page. */
  readonly size: number;
  /** Rows of all pages. */
  readonly total: number;
}

export function listDoc(rows: readonly El[], { number, size, total }: ListPage): El {
  return doc([...rows, ...fields({ p_cnt: size, p_num: number, p_elems: total })]);
}

/** The page that `p_num` and `p_cnt` ask for; a size beyond the cap is cut without a word. */
export function askedPage(
  params: ReadonlyMap<string, string>,
  sizes: { readonly usual: number; readonly cap: number },
): { readonly number: number; readonly size: number; readonly offset: number } {
  const whole = (name: string, fallback: number): number => {
    const value = Number(params.get(name));
    return Number.isInteger(value) && value > 0 ? value : fallback;
  };
  const size = Math.min(whole('p_cnt', sizes.usual), sizes.cap);
  const number = whole('p_num', 1);
  return { number, size, offset: (number - 1) * size };
}
