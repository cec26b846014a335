import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';

/** Bytes that are ready to be sent, with their headers. */
interface Representation {
  /** A text goes out in one piece with the headers, which bytes do not. */
  readonly body: string | Buffer;
  readonly encoding: 'latin1' | 'utf8';
  /** In bytes. */
  readonly length: number;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  /** For a reader that has these bytes already (304). */
  readonly headersOfKnown: Readonly<Record<string, string>>;
}

/** An answer that is made once and sent often. `packed` is null where compressing saves nothing. */
export interface Prepared {
  readonly plain: Representation;
  readonly packed: Representation | null;
}

/** Below this a compressed answer is hardly a packet smaller. */
const WORTH_COMPRESSING = 512;
/** Panels that ask again within a minute may take their own copy. */
const CACHE_CONTROL = 'public, max-age=60';

export function prepare(text: string, type: string): Prepared {
  const bytes = Buffer.from(text, 'utf8');
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
  const zipped =
    bytes.length < WORTH_COMPRESSING
      ? null
      : gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
  if (zipped === null || zipped.length >= bytes.length)
    return { plain: representation(text, `"${hash}"`, type, {}), packed: null };
  const vary = { vary: 'accept-encoding' };
  return {
    plain: representation(text, `"${hash}"`, type, vary),
    packed: representation(zipped, `"${hash}-gz"`, type, { ...vary, 'content-encoding': 'gzip' }),
  };
}

function representation(
  body: string | Buffer,
  etag: string,
  type: string,
  more: Readonly<Record<string, string>>,
): Representation {
  const common = { etag, 'cache-control': CACHE_CONTROL, ...more };
  const length = Buffer.byteLength(body, 'utf8');
  const headers = { 'content-type': type, 'content-length': String(length), ...common };
  // a text of one-byte characters need not be converted each time
  const encoding = length === body.length ? 'latin1' : 'utf8';
  return { body, encoding, length, etag, headers, headersOfKnown: common };
}

/** Does the reader take gzip? `gzip;q=0` says no (RFC 9110, 12.5.3). */
export function takesGzip(acceptEncoding: string | readonly string[] | undefined): boolean {
  if (acceptEncoding === undefined || acceptEncoding === '') return false;
  for (const part of String(acceptEncoding).split(',')) {
    const [name = '', ...parameters] = part.split(';').map(each => each.trim().toLowerCase());
    if (name !== 'gzip' && name !== '*') continue;
    return !parameters.some(each => /^q=0(?:\.0*)?$/.test(each));
  }
  return false;
}

/** Has the reader this very answer already (RFC 9110, 13.1.2)? */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map(each => each.trim().replace(/^W\//, ''))
    .some(each => each === '*' || each === etag);
}
