import { getAssetKeys, getRawAsset } from 'node:sea';
import { Script } from 'node:vm';

/**
 * Entry of an executable that the build makes, runs once and throws away: it has the runtime, the
 * options and the assets of the product, and names each code cache that V8 does not take from it. A
 * refused cache would cost every call its time, in silence.
 */
const text = (asset: string): string => Buffer.from(getRawAsset(asset)).toString('latin1');
const refused = getAssetKeys().filter(name => {
  const [chunk = ''] = name.split('@');
  if (chunk === name) return false;
  const script = new Script(text(chunk), {
    filename: chunk,
    cachedData: Buffer.from(getRawAsset(name)),
  });
  return script.cachedDataRejected === true;
});
process.stdout.write(refused.join(' '));
