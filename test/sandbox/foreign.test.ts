import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DIST, runBare } from '../build/support.ts';
import { temporaryFolder } from '../build/temporary-folder.ts';
import { giveAway } from '../support/give-away.ts';

const PROGRAM = join(DIST, 'sbin/cpbillmgr');

const sandbox = (dir: string, ...words: readonly string[]) =>
  runBare(PROGRAM, ['sandbox', ...words, '--dir', dir], { PATH: '/usr/bin:/bin' });

/** A folder like /tmp, in which everybody may make his own. */
function everybodys(): string {
  const folder = join(temporaryFolder(), 'everybodys');
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  return folder;
}

/** A sandbox that runs; it ends with the test. */
async function running(dir: string): Promise<void> {
  const child = spawn(PROGRAM, ['sandbox', 'start', '--dir', dir], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('All commands')) return;
  }
  throw new Error(`the sandbox ended: ${said}`);
}

const ORDER = ['order', '--tariff', '3541', '--ip', '192.0.2.10'];

test('a folder that somebody else has made first is not started in, and nothing is put there', () => {
  const dir = join(everybodys(), 'try');
  mkdirSync(dir, { mode: 0o700 });
  const theirs = giveAway(dir);
  for (const words of [['start'], ['start', '--reset']]) {
    const run = sandbox(dir, ...words);
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(new RegExp(`${dir} may be changed by others .*${theirs}`));
  }
  expect(readdirSync(dir)).toEqual([]);
});

test.each([0o777, 0o775, 0o1777])(
  'a folder of ours that others may write to (%i) is refused',
  mode => {
    const dir = join(everybodys(), 'try');
    mkdirSync(dir);
    chmodSync(dir, mode);
    expect(sandbox(dir, 'start')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(dir),
    });
    expect(readdirSync(dir)).toEqual([]);
  },
);

test('a folder of our own in one of all is fine, and is made for us alone', async () => {
  const dir = join(everybodys(), 'try');
  await running(dir);
  expect(sandbox(dir, ...ORDER)).toMatchObject({ status: 0, stderr: '' });
  expect(sandbox(dir, 'stop')).toMatchObject({ status: 0, stdout: 'stopped\n' });
});

/** What an attacker would have started as root. */
function plant(dir: string, program: string): string {
  const note = join(dir, 'owned');
  const place = join(dir, 'root', program);
  rmSync(place, { force: true });
  writeFileSync(place, `#!/bin/sh\n: > '${note}'\n`, { mode: 0o755 });
  return place;
}

test.each([
  ['processing/pmcpbillmgr', (place: string) => place],
  ['sbin/mgrctl', (place: string) => place],
  ['processing/pmcpbillmgr', (place: string) => join(place, '..')],
  ['sbin/mgrctl', (place: string) => join(place, '../..')],
])('%s that somebody else could have put there is not started', async (program, exposed) => {
  const dir = join(temporaryFolder(), 'try');
  await running(dir);
  const path = exposed(plant(dir, program));
  giveAway(path);
  const run = sandbox(dir, ...ORDER);
  expect(run.status).toBe(1);
  expect(run.stdout + run.stderr).toContain(`${path} may be changed by others`);
  expect(existsSync(join(dir, 'owned'))).toBe(false);
});

test.each(['sandbox.json', 'billing.db', 'billing.db-journal'])(
  '%s of somebody else is believed by no command',
  async name => {
    const dir = join(temporaryFolder(), 'try');
    await running(dir);
    const file = join(dir, name);
    if (!existsSync(file)) writeFileSync(file, '');
    giveAway(file);
    for (const words of [ORDER, ['show'], ['stop'], ['clock', '+1d']]) {
      expect(sandbox(dir, ...words)).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(file),
      });
    }
    // nor by the stand-in for mgrctl
    const mgrctl = join(dir, 'root/sbin/mgrctl');
    const asked = spawnSync(mgrctl, ['-m', 'billmgr', 'soft.edit', 'elid=1'], {
      env: {},
      encoding: 'utf8',
    });
    expect(asked).toMatchObject({ status: 1, stderr: expect.stringContaining(file) });
  },
);

test('a link of somebody else that leads to a folder of ours is refused, too', () => {
  const place = everybodys();
  const real = join(temporaryFolder(), 'mine');
  mkdirSync(real);
  const link = join(place, 'try');
  symlinkSync(real, link);
  if (process.geteuid?.() === 0) giveAway(link);
  else chmodSync(place, 0o777);
  expect(sandbox(link, 'start')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining(place),
  });
  expect(readdirSync(real)).toEqual([]);
});
