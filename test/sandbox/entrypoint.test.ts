import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../../src/main/main.ts');
const dir = mkdtempSync(join(tmpdir(), 'sandbox-entrypoint-'));
let server: ChildProcess;
let banner = '';

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, 'sandbox', ...args], {
    env: { PATH: '/usr/bin:/bin', HOME: dir, COLUMNS: '200' },
  });
}

function sandbox(...args: readonly string[]): Promise<Run> {
  return new Promise(resolve => {
    const child = start([...args, '--dir', join(dir, 's')]);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', chunk => {
      stdout += chunk;
    });
    child.stderr?.on('data', chunk => {
      stderr += chunk;
    });
    child.on('close', status => resolve({ status, stdout, stderr }));
  });
}

beforeAll(async () => {
  server = start(['start', '--dir', join(dir, 's')]);
  await new Promise<void>((resolve, reject) => {
    server.on('close', () => reject(new Error(`the sandbox ended: ${banner}`)));
    server.stdout?.on('data', chunk => {
      banner += chunk;
      if (banner.includes('All commands')) resolve();
    });
    server.stderr?.on('data', chunk => {
      banner += chunk;
    });
  });
  const module = join(dir, 's/root/processing/pmcpbillmgr');
  rmSync(module);
  writeFileSync(module, '#!/bin/sh\n./sbin/mgrctl -m billmgr soft.open elid=$4 sok=ok\n', {
    mode: 0o755,
  });
});

afterAll(() => {
  server.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

test('start says where everything is', () => {
  const state: unknown = JSON.parse(readFileSync(join(dir, 's/sandbox.json'), 'utf8'));
  expect(state).toMatchObject({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/billmgr$/),
    pid: server.pid,
  });
  for (const text of [
    'upstream       http://127.0.0.1',
    'user',
    'password',
    'manager root',
    'sandbox --dir',
  ])
    expect(banner).toContain(text);
});

test('a second one in the same folder is refused', async () => {
  expect(await sandbox('start')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/a sandbox is running in .* already/),
  });
});

test('an order is carried out and shown, keys masked', async () => {
  const order = await sandbox(
    'order',
    '--tariff',
    '3541',
    '--ip',
    '192.0.2.1',
    '--param',
    'lickey=SBXKEY-0123456789AB',
  );
  expect(order).toMatchObject({ status: 0, stderr: '' });
  expect(order.stdout).toMatch(
    /^open of service 101: exit 0 in \d+ ms; attempt 1, operation 2001: BILLmanager was told/,
  );
  const shown = await sandbox('show');
  expect(shown.stdout).toMatch(/101 {2}3541-ISPmanager Lite {2}1 {7}active/);
  expect(shown.stdout).not.toContain('SBXKEY');
  const json = JSON.parse((await sandbox('show', '--json')).stdout);
  expect(json.services).toMatchObject([{ id: 101, status: 2, params: { lickey: '***89AB' } }]);
  expect(json.balance).toEqual({ EUR: '1000.00', RUB: '50000.00' });
  const calls = JSON.parse((await sandbox('calls', '--side', 'mgrctl', '--json')).stdout);
  expect(calls).toMatchObject([{ func: 'soft.open', outcome: 'ok' }]);
});

test('settings, faults, time and persons are at hand', async () => {
  expect((await sandbox('set', 'balance=-5')).status).toBe(0);
  expect((await sandbox('set', 'balance', '5')).status).toBe(0);
  expect((await sandbox('set')).stdout).toContain('prolong_reading');
  expect(
    (await sandbox('fault', 'add', 'upstream', 'soft*', 'reset-after', '--nth', '2')).stdout,
  ).toBe('fault 1 added\n');
  expect((await sandbox('fault', 'list')).stdout).toMatch(/1 {3}upstream {2}soft\* {5}reset-after/);
  expect((await sandbox('fault', 'clear')).status).toBe(0);
  expect((await sandbox('clock', '2031-05-05')).stdout).toBe('it is 2031-05-05 now\n');
  const bought = await sandbox('buy', '3541', '--ip', '192.0.2.80');
  const license = bought.stdout.match(/\d+/)?.[0] ?? '';
  expect((await sandbox('upstream', 'rename', license, 'new name')).status).toBe(0);
  expect((await sandbox('filter', 'soft', 'ip=192.0.2.8')).status).toBe(0);
  expect((await sandbox('show')).stdout).toContain('new name');
});

test('every setting and every fault is explained where it is looked for', async () => {
  expect((await sandbox('set')).stdout).toMatch(/ {2}prolong_resumes +on +off: what ran out/);
  expect((await sandbox('set', '--help')).stdout).toMatch(/ {2}prolong_resumes +off: what ran out/);
  for (const help of [
    ['fault', '--help'],
    ['fault', 'add', '--help'],
  ])
    expect((await sandbox(...help)).stdout).toMatch(/ {2}refuse\[:MS\] +before +cut off/);
});

test('a fault that refuses connections for a moment does not end the sandbox', async () => {
  const { url } = JSON.parse(readFileSync(join(dir, 's/sandbox.json'), 'utf8'));
  const ask = (): Promise<number> =>
    fetch(`${url}?func=pricelist.export&out=xml`).then(
      answer => answer.status,
      () => 0,
    );
  await sandbox('fault', 'add', 'upstream', 'pricelist.export', 'refuse:200');
  expect(await ask()).toBe(0);
  const ended = new Promise<number>(resolve => server.once('exit', () => resolve(-1)));
  let status = 0;
  while (status === 0) status = await Promise.race([ask(), ended]);
  expect(status).toBe(200);
  await sandbox('fault', 'clear');
});

test.each([
  [['order', '--tariff', '1'], /there is no tariff "1"/],
  [['clock', 'soon'], /no step of time/],
  [['fault', 'add', 'upstream', '*', 'bang'], /known: error, reset/],
  [['prolong', '4711'], /there is no service 4711/],
])('%j is one clear line and status 1', async (args, message) => {
  const run = await sandbox(...args);
  expect(run).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(message) });
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  [['order'], 'Missing argument: tariff. See cpbillmgr sandbox order --help.'],
  [['setparam', '101', '--addon', '4602'], '--addon: "4602" is not NAME=VALUE'],
  [['frobnicate'], 'Unknown argument: frobnicate. See cpbillmgr sandbox --help.'],
  [['shwo'], 'Unknown argument: shwo. Did you mean "show"?'],
  [['fault', 'ad'], 'Unknown argument: ad. Did you mean "add"?'],
  [['show', '--jsn'], 'Unknown argument: --jsn. Did you mean "--json"?'],
  [['show', '--json=yes'], '--json takes no value.'],
  [['show', '--json', 'false'], 'Unknown argument: false.'],
  [['show', 'me', 'all'], 'Unknown argument: me.'],
  [['prolong', 'x'], 'ITEM needs a number.'],
  [['prolong', '101', '--dry-run'], 'Unknown argument: --dry-run.'],
  [['prolong', '101', '--ITEM', '102'], 'Unknown argument: --ITEM.'],
  [['prolong', '--ITEM=101'], 'Unknown argument: --ITEM.'],
  [['prolong', '101', '--attempts'], '--attempts needs a value.'],
  [['prolong', '101', '--attempts='], '--attempts needs a value.'],
  [['prolong', '101', '--', '--attempts'], 'Unknown argument: --attempts.'],
  [['order', '--tariff', '1', '--tariff', '2'], '--tariff may be given once.'],
  [['prolong', '101', '--constructor'], 'Unknown argument: --constructor.'],
  [['show', '--__proto__', 'x'], 'Unknown argument: --__proto__.'],
  [['-1'], 'Unknown argument: -1.'],
  [['='], 'Unknown argument: =.'],
  [['--='], 'Unknown argument: -.'],
  [[], 'A command is missing. See cpbillmgr sandbox --help.'],
])('%j is a slip: one line with a suggestion, status 2', async (args, message) => {
  const run = await sandbox(...args);
  expect(run).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
});

test('help anywhere, and a slip, do nothing', async () => {
  const calls = (await sandbox('calls', '--json')).stdout;
  for (const help of ['-h', '--help']) {
    const run = await sandbox('prolong', '101', help, '--constructor');
    expect(run).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('prolong <ITEM>'),
    });
  }
  expect(await sandbox('prolong', '101', '--dry-run')).toMatchObject({ status: 2 });
  expect((await sandbox('calls', '--json')).stdout).toBe(calls);
});

test("reset spares a folder that is not a sandbox's", async () => {
  writeFileSync(join(dir, 'precious'), 'x');
  const child = start(['start', '--reset', '--dir', dir]);
  expect(await new Promise(resolve => child.on('close', resolve))).toBe(1);
  expect(existsSync(join(dir, 'precious'))).toBe(true);
});

test('stop ends it, and afterwards the commands that need it say so', async () => {
  expect(await sandbox('stop')).toMatchObject({ status: 0, stdout: 'stopped\n' });
  expect(await sandbox('stop')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('no sandbox is running'),
  });
  expect(await sandbox('order', '--tariff', '3541')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no sandbox is running'),
  });
  expect((await sandbox('show')).status).toBe(0);
});
