import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { DIST } from '../build/support.ts';
import { temporaryFolder } from '../build/temporary-folder.ts';
import { errorOf, sandbox } from '../e2e/support.ts';

interface Started {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a program that may ask this very process; nothing in its environment tells it a root. */
function start(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly path?: string } = {},
): Promise<Started> {
  return new Promise((resolve, reject) => {
    const path = options.path ?? '/usr/bin:/bin';
    const child = spawn(program, args, {
      cwd: options.cwd ?? '/',
      env: { PATH: path },
      stdio: 'pipe',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', chunk => (stdout += String(chunk)));
    child.stderr.on('data', chunk => (stderr += String(chunk)));
    child.on('error', reject);
    child.on('close', status => resolve({ status, stdout, stderr }));
    child.stdin.end();
  });
}

let box: RunningSandbox;
beforeEach(async () => {
  box = await sandbox();
});

/** What says which root is worked on: the conf that is looked at. */
const CONF_CHECK = ['conf', 'check', '--json'];
const confOf = ({ stdout }: Started): string => JSON.parse(stdout).file;

describe('a link in a sandbox’s root works on that root, though its executable lies in another one', () => {
  test('started by its path, from its folder, from elsewhere, by a link of its own', async () => {
    const link = join(box.root, 'sbin/cpbillmgr');
    const outside = join(temporaryFolder(), 'cpbillmgr');
    symlinkSync(link, outside);
    const indirect = join(temporaryFolder(), 'billing');
    symlinkSync(relative(join(indirect, '..'), outside), indirect);
    const conf = join(box.root, 'etc/cpbillmgr.conf');
    expect(confOf(await start(link, CONF_CHECK))).toBe(conf);
    expect(confOf(await start('./cpbillmgr', CONF_CHECK, { cwd: join(box.root, 'sbin') }))).toBe(
      conf,
    );
    expect(confOf(await start('root/sbin/../sbin/cpbillmgr', CONF_CHECK, { cwd: box.dir }))).toBe(
      conf,
    );
    expect(confOf(await start(outside, CONF_CHECK))).toBe(conf);
    expect(confOf(await start(indirect, CONF_CHECK))).toBe(conf);
  });

  test('found by PATH, and whatever name it is given', async () => {
    const conf = join(box.root, 'etc/cpbillmgr.conf');
    const path = `${join(box.root, 'sbin')}:${join(DIST, 'sbin')}:/usr/bin:/bin`;
    expect(confOf(await start('cpbillmgr', CONF_CHECK, { path }))).toBe(conf);
    const renamed = ['-c', 'exec -a processing/cpbillmgr cpbillmgr conf check --json'];
    expect(confOf(await start('/bin/bash', renamed, { path }))).toBe(conf);
  });

  test('an operation and cron’s entry spend the sandbox’s money and touch no other root', async () => {
    const dist = readdirSync(DIST);
    const item = box.addService({ tariff: '3541', ip: '192.0.2.10' });
    const open = ['--command', 'open', '--item', String(item)];
    const opened = await start(join(box.root, 'processing/pmcpbillmgr'), open);
    expect({ ...opened, error: errorOf(opened).text }).toMatchObject({ status: 0, error: '' });
    expect(box.charges()).toHaveLength(1);
    const { stdout } = await start(join(box.root, 'sbin/cpbillmgr'), ['licenses', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ item: String(item), state: 'live' }]);
    expect(await start(join(box.root, 'sbin/cpbillmgr'), ['checkevent'])).toMatchObject({
      status: 0,
    });
    // the state of the root that the executable lies in would be in its var/
    expect(readdirSync(DIST)).toEqual(dist);
  });

  test('the stand-in for mgrctl answers for the root that it lies in, found by PATH too', async () => {
    const item = box.addService({ tariff: '3541', ip: '192.0.2.10' });
    const ask = ['-m', 'billmgr', '-o', 'xml', 'soft.edit', `elid=${item}`];
    const path = join(box.root, 'sbin');
    expect(await start('mgrctl', ask, { path })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('192.0.2.10'),
    });
  });
});

test('a link outside of any root leads to the root of what it leads to, whatever its folder is called', async () => {
  const folder = join(temporaryFolder(), 'sbin');
  mkdirSync(folder);
  const link = join(folder, 'cpbillmgr');
  symlinkSync(join(DIST, 'sbin/cpbillmgr'), link);
  expect(confOf(await start(link, CONF_CHECK))).toBe(join(DIST, 'etc/cpbillmgr.conf'));
  expect(confOf(await start('cpbillmgr', CONF_CHECK, { path: folder }))).toBe(
    join(DIST, 'etc/cpbillmgr.conf'),
  );
});

test('CPBILLMGR_ROOT names another root, whatever is started', async () => {
  const { root } = await sandbox();
  const found = await box.runModule(CONF_CHECK, { env: { CPBILLMGR_ROOT: root } });
  expect(JSON.parse(found.stdout).file).toBe(join(root, 'etc/cpbillmgr.conf'));
});
