import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow, publish, WORK_PREFIX } from '../../scripts/lib/publish.ts';
import { temporaryFolder } from './temporary-folder.ts';

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

describe('publish', () => {
  test('replaces what was made before and removes what is no longer made', () => {
    const folder = temporaryFolder();
    const target = join(folder, 'dist');
    const stage = join(folder, 'stage');
    write(target, { 'bin/old': 'old', 'bin/program': 'old', 'gone/deep/file': 'old' });
    write(stage, { 'bin/program': 'new' });
    symlinkSync('program', join(stage, 'bin', 'link'));
    publish(stage, target, []);
    expect(filesBelow(target).sort()).toEqual(['bin/link', 'bin/program']);
    expect(readFileSync(join(target, 'bin/link'), 'utf8')).toBe('new');
  });

  test('keeps what it is told to keep and the work of another build', () => {
    const folder = temporaryFolder();
    const work = `${WORK_PREFIX}other`;
    write(folder, { 'README.md': '', 'var/state.db': '', 'variety/x': '', [`${work}/file`]: 'x' });
    write(folder, { [`${WORK_PREFIX}ours/a`]: 'a' });
    publish(join(folder, `${WORK_PREFIX}ours`), folder, ['README.md', 'var']);
    expect(filesBelow(folder).sort()).toEqual(['README.md', 'a', 'var/state.db']);
    expect(readFileSync(join(folder, work, 'file'), 'utf8')).toBe('x');
  });
});
