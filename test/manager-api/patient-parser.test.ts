import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { withPatientParser } from '../../src/manager-api/undici-parts.ts';

let texts = 0;

/** A script that V8 has not compiled yet, as long as all others. */
const script = (cachedData?: Buffer): Script => {
  texts += 1;
  return new Script(`(function () { return ${String(texts).padStart(3, '1')}; })`, {
    ...(cachedData === undefined ? {} : { cachedData }),
  });
};

/**
 * Does V8 take a code cache that was made under other circumstances? Its options are part of the
 * fingerprint.
 */
const takes = (cachedData: Buffer): boolean => script(cachedData).cachedDataRejected === false;

test("V8's options are others while a parser is made, and afterwards what they were: code caches hold", () => {
  const before = script().createCachedData();
  expect(takes(before)).toBe(true);
  expect(withPatientParser(() => takes(before))).toBe(false);
  expect(takes(before)).toBe(true);
});

test('a parser that cannot be made leaves them as they were, too', () => {
  const before = script().createCachedData();
  const fail = (): never => {
    throw new Error('no parser');
  };
  expect(() => withPatientParser(fail)).toThrow('no parser');
  expect(takes(before)).toBe(true);
});
