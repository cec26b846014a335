import { constants, privateDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * A value as BILLmanager encrypts it: base64 of one RSA block, PKCS#1 v1.5
 * (docs/reference/billmanager.md, "Encrypted values"). `key`: the path of its private key. Null
 * where it cannot be told: no key, another key, a longer value. A wrong key is answered with random
 * bytes on purpose, so that what is no text is taken for that.
 */
export function decrypted(value: string, key: string): string | null {
  if (value === '') return '';
  try {
    const bytes = privateDecrypt(
      { key: readFileSync(key), padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(value, 'base64'),
    );
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them is typed into a form
    return /[\u0000-\u001f\u007f]/.test(text) ? null : text;
  } catch {
    // whatever it is, the form tells the value as well
    return null;
  }
}
