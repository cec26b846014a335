/** The query of an address, read once. */
export interface Query {
  readonly raw: string;
  /** The value of a parameter; undefined if it is not there. */
  get(name: string): string | undefined;
  /** Does a parameter occur more than once? Readers may differ in which one they take. */
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

/** What follows the "?" in a request's address. */
export function rawQueryOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
