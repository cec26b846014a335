import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { keepSecret } from '../../../base/secrets.ts';

/**
 * A password from the first line of a file, or of standard input (`-`); blanks at either end are
 * part of it. Never an argument, which every user of the machine can read. Throws the system's
 * errors, and ENOENT's like for an empty file.
 */
export async function passwordFrom(path: string): Promise<string> {
  const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  const [password = ''] = content.split(/\r?\n/, 1);
  if (password === '')
    throw Object.assign(new Error(`${path}: there is no password in its first line`), {
      code: 'EMPTY',
    });
  keepSecret(password);
  return password;
}
