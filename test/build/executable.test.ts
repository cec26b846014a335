import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIST, EXECUTABLE, runBare } from './support.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('the executable', () => {
  test('tells its features with no conf, state, network, mgrctl or environment', () => {
    const root = temporaryFolder();
    const result = runBare(EXECUTABLE, ['--command', 'features'], { CPBILLMGR_ROOT: root });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout).toMatch(/<doc>[\s\S]*<feature name="open"\/>[\s\S]*<\/doc>\s*$/);
    expect(readdirSync(root)).toEqual([]);
  });

  test('tells them from any place, all by itself', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'processing'));
    const moved = join(root, 'processing', 'pmcpbillmgr');
    copyFileSync(EXECUTABLE, moved);
    expect(runBare(moved, ['--command', 'features'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('knows what it was started as', () => {
    const licenses = runBare(EXECUTABLE, ['--command', 'features']);
    const accounts = runBare(join(DIST, 'processing/pmcpispmgr'), ['--command', 'features']);
    expect(licenses.stdout).toContain('<itemtype name="soft"/>');
    expect(accounts).toMatchObject({ status: 0, stderr: '' });
    expect(accounts.stdout).not.toContain('<itemtype name="soft"/>');
  });

  test('is not led astray by NODE_OPTIONS of whoever starts it', () => {
    const result = runBare(EXECUTABLE, ['features'], {
      NODE_OPTIONS: '--require=/nowhere.js --no-such-option',
    });
    expect(result).toMatchObject({ status: 0, stderr: '' });
  });

  test('loads SQLite from beside itself, through any link and for any root', () => {
    const link = join(temporaryFolder(), 'cpbillmgr');
    symlinkSync(EXECUTABLE, link);
    const root = temporaryFolder();
    mkdirSync(join(root, 'var', 'cpbillmgr'), { recursive: true });
    // without mgrctl it comes no further than to make the state file
    expect(runBare(link, ['checkevent'], { CPBILLMGR_ROOT: root }).stderr).toContain('mgrctl');
    const operations = runBare(link, ['operations', '--json'], { CPBILLMGR_ROOT: root });
    expect(operations).toMatchObject({ status: 0, stdout: '[]\n', stderr: '' });
  });

  test('says where it looked for SQLite when it is nowhere', () => {
    const lonely = join(temporaryFolder(), 'processing', 'pmcpbillmgr');
    mkdirSync(dirname(lonely));
    copyFileSync(EXECUTABLE, lonely);
    const root = temporaryFolder();
    mkdirSync(join(root, 'var', 'cpbillmgr'), { recursive: true });
    writeFileSync(join(root, 'var', 'cpbillmgr', 'state.db'), '', { mode: 0o600 });
    const result = runBare(lonely, ['operations'], { CPBILLMGR_ROOT: root });
    expect(result.status).toBe(1);
    for (const place of [dirname(dirname(lonely)), root]) {
      expect(result.stderr).toContain(`${place}/lib/cpbillmgr/better_sqlite3.node`);
    }
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
