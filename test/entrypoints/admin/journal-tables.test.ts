import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addDays, dateOf } from '../../../src/base/dates.ts';
import type { NewLedgerLicense } from '../../../src/journal/records.ts';
import { openJournal } from '../../../src/journal/sqlite-journal.ts';
import { cli } from './surroundings.ts';

const today = dateOf(new Date('2026-11-21T12:00:00Z'));
const NOW = new Date('2026-11-21T12:00:00Z');
let root: string;

const license = (change: Partial<NewLedgerLicense>): NewLedgerLicense => ({
  account: 'api.example.com reseller',
  itemtype: 'soft',
  licenseId: '700',
  item: '117',
  module: '3',
  state: 'live',
  fingerprint: '',
  source: 'order',
  remoteid: '',
  remoteidBefore: null,
  boughtUntil: null,
  preset: '3541',
  pricelist: '3541',
  tariff: '9',
  period: '12',
  ip: '192.0.2.1',
  licname: 'client-117',
  addons: {},
  status: 'active',
  expiredate: addDays(today, 300),
  paidUntil: addDays(today, 30),
  seenExpiredate: null,
  clientPeriod: 1,
  ipChangeDate: null,
  releasedAt: null,
  ...change,
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cli-'));
  await mkdir(join(root, 'etc'));
  await mkdir(join(root, 'var'));
  await writeFile(join(root, 'etc', 'cpbillmgr.conf'), 'Preset 3541-ISPmanager Lite\nnonsense\n');
  const clock = {
    now: () => new Date(NOW.getTime() - 5 * 60_000),
    boot: () => ({ boot: 'boot', uptimeMs: 0 }),
    sleep: async () => {},
  };
  const journal = await openJournal({ file: join(root, 'var', 'cpbillmgr', 'state.db'), clock });
  await journal.write([
    { put: license({}) },
    {
      put: license({
        licenseId: '701',
        item: '20',
        itemtype: 'platform',
        ip: '',
        licname: 'a\u001b[2Jb',
      }),
    },
    {
      put: license({
        licenseId: '702',
        item: null,
        state: 'released',
        releasedAt: NOW,
        expiredate: null,
      }),
    },
  ]);
  const opened = await journal.begin(
    { command: 'open', item: '117', runningOperation: '55' },
    '3',
    {},
  );
  await journal.intend(opened.operation.id, 'order', { pricelist: '3541' });
  const cost = { amount: '5.00', currency: 'EUR', isEstimated: true };
  await journal.settle(opened.operation.id, 'order', { id: '700' }, [], cost);
  await journal.close(opened.operation.id, 'done', { license: '700' });
  const prolonged = await journal.begin(
    { command: 'prolong', item: '117', runningOperation: '56' },
    '3',
    {},
  );
  await journal.intend(prolonged.operation.id, 'prolong 1', { before: '2026-12-01' });
  await journal.close(prolonged.operation.id, 'open', {
    fault: 'upstream_busy',
    text: 'The vendor is busy.',
  });
  await journal.dispose();
});
afterAll(() => rm(root, { recursive: true }));

const table = async (line: string, columns?: number) => {
  const { code, out } = await cli(line, {
    root,
    language: 'en',
    now: NOW,
    ...(columns ? { columns } : {}),
  });
  expect(code).toBe(0);
  return out
    .trimEnd()
    .split('\n')
    .map(row => row.trim().split(/ {2,}/));
};

describe('licenses', () => {
  test('are listed by service, with the names of their presets, even if the conf has mistakes', async () => {
    const [header, first, second, third] = await table('licenses');
    expect(header?.slice(0, 4)).toEqual(['item', 'license', 'type', 'product']);
    expect(first?.slice(0, 8)).toEqual([
      '20',
      '701',
      'platform',
      '3541 ISPmanager Lite',
      'live',
      'active',
      '-',
      'ab',
    ]);
    expect(second?.slice(0, 10)).toEqual([
      '117',
      '700',
      'soft',
      '3541 ISPmanager Lite',
      'live',
      'active',
      '192.0.2.1',
      'client-117',
      addDays(today, 300),
      addDays(today, 30),
    ]);
    expect(third?.slice(0, 9)).toEqual([
      '-',
      '702',
      'soft',
      '3541 ISPmanager Lite',
      'released',
      'active',
      '192.0.2.1',
      'client-117',
      '-',
    ]);
  });

  test.each([
    ['--state released', ['702']],
    ['--state live,released', ['701', '700', '702']],
    ['--itemtype soft', ['700', '702']],
    ['--item 117', ['700']],
    ['--item 118', []],
    ['--limit 2', ['701', '700']],
    ['--ip 192.0.2.1', ['700', '702']],
    ['--name CLIENT', ['700', '702']],
    ['--expires-in 300d', ['701', '700']],
    ['--expires-in 42w', []],
    ['--sort license', ['700', '701', '702']],
    ['--sort end --limit 2', ['701', '700']],
    ['--sort item', ['701', '700', '702']],
  ])('%s narrows the list', async (options, ids) => {
    const { out } = await cli(`licenses --json ${options}`, { root, now: NOW });
    expect(JSON.parse(out).map((row: { license: string }) => row.license)).toEqual(ids);
  });

  test('a cut list says how much is missing', async () => {
    expect((await cli('licenses --limit 1', { root, language: 'en' })).err).toBe(
      '... and 2 more (see --limit)\n',
    );
  });

  test.each([80, 100])('fit a terminal of %i columns, with whole ids and dates', async columns => {
    const { out } = await cli('licenses', { root, columns, language: 'en' });
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(columns);
    expect(out).toContain(addDays(today, 300));
    expect(out).toContain('192.0.2.1 ');
  });

  test('--long leaves nothing out and cuts nothing', async () => {
    const { out } = await cli('licenses --long', { root, columns: 40, language: 'en' });
    expect(out).toContain('paid until');
    expect(out).toContain('3541 ISPmanager Lite');
  });

  test('--columns and --csv are for a table of one’s own', async () => {
    const { out } = await cli('licenses --csv --columns end,license', { root, columns: 40 });
    expect(out).toBe(
      `end,license\r\n${addDays(today, 300)},701\r\n${addDays(today, 300)},700\r\n,702\r\n`,
    );
  });

  test('a list with nothing in it says so', async () => {
    expect(await cli('licenses --item 118', { root, language: 'en' })).toEqual({
      code: 0,
      out: '',
      err: 'no such licenses\n',
    });
  });

  test('days that are none are refused', async () => {
    const { code, err } = await cli('licenses --expires-in soon', { root, language: 'en' });
    expect(code).toBe(2);
    expect(err).toContain('14d or 2w, not "soon"');
  });
});

describe('operations', () => {
  test('are listed latest first, with the step that is in doubt', async () => {
    const [, first, second] = await table('operations');
    expect(first).toEqual([
      '2',
      'prolong',
      '117',
      '56',
      'open',
      '1',
      'prolong 1?',
      '-',
      'The vendor is busy.',
      '5 min',
    ]);
    expect(second).toEqual([
      '1',
      'open',
      '117',
      '55',
      'done',
      '1',
      'order',
      '5.00 EUR',
      'license=700',
      '5 min',
    ]);
  });

  test('show their steps', async () => {
    const [, first, second] = await table('operations --steps');
    expect([first?.[4], ...(first?.slice(-2) ?? [])]).toEqual([
      'prolong 1',
      'before=2026-12-01',
      '?',
    ]);
    expect([second?.[4], ...(second?.slice(-2) ?? [])]).toEqual([
      'order',
      'pricelist=3541',
      'id=700',
    ]);
  });

  test.each([
    ['--state open,waiting', [2]],
    ['--command open', [1]],
    ['--item 118', []],
    ['--limit 1', [2]],
  ])('%s narrows the list', async (options, ids) => {
    const { out } = await cli(`operations --json ${options}`, { root });
    expect(JSON.parse(out).map((row: { id: number }) => row.id)).toEqual(ids);
  });

  test('a cut list says so', async () => {
    expect((await cli('operations --limit 1', { root, language: 'en' })).err).toBe(
      '... and more (see --limit)\n',
    );
  });
});

test('a missing state file is an empty table with a word, and is not made', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'cli-'));
  try {
    for (const command of ['licenses', 'operations']) {
      const { code, out, err } = await cli(command, { root: empty, language: 'en' });
      expect(code).toBe(0);
      expect(out).toBe('');
      expect(err).toMatch(/^No licenses yet \(no state file at .*\)\.\n$/);
      expect((await cli(`${command} --json`, { root: empty })).out).toBe('[]\n');
    }
    expect(existsSync(join(empty, 'var'))).toBe(false);
  } finally {
    await rm(empty, { recursive: true });
  }
});

test('a state file that is none is one line on standard error and exit code 1', async () => {
  const broken = await mkdtemp(join(tmpdir(), 'cli-'));
  try {
    await mkdir(join(broken, 'var', 'cpbillmgr'), { recursive: true, mode: 0o700 });
    await writeFile(join(broken, 'var', 'cpbillmgr', 'state.db'), 'no database '.repeat(200), {
      mode: 0o600,
    });
    const { code, out, err } = await cli('licenses', { root: broken, language: 'en' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^cpbillmgr: The state file .* cannot be read .*\n$/);
  } finally {
    await rm(broken, { recursive: true });
  }
});
