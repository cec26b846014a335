import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Copies a program and takes the copy out of the page cache. A file that was just written, or read
 * from end to end, lies there in pieces of up to two megabytes, and a process that touches one byte
 * of a piece is told to hold all of it: tens of megabytes that a machine which has started the
 * program normally does not count.
 */
export function coldCopy(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(file, target);
  const options = ['oflag=nocache', 'conv=notrunc,fdatasync', 'count=0'];
  execFileSync('dd', [`of=${target}`, 'if=/dev/null', ...options], { stdio: 'pipe' });
}
