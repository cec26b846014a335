/** The query of an address, read once. */
export interface Query {
  readonly raw: string;
  /** The value of a parameter; undefined if it is not there. */
  get(name: string): string | undefined;
  /** Stands a parameter there more than once? Who reads which of them is anybody's guess. */
  readonly ambiguous: boolean;
}

export function parseQuery(raw: string): Query {
  const values = new Map<string, string>();
  let ambiguous = false;
  for (const [name, value] of new URLSearchParams(raw)) {
    if (values.has(name)) ambiguous = true;
    else values.set(name, value);
  }
  return { raw, ambiguous, get: name => values.get(name) };
}

/** What stands behind the "?" of a request's address. */
export function rawQueryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
