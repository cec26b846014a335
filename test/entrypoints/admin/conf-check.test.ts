import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli } from './surroundings.ts';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cli-'));
  await mkdir(join(root, 'etc'));
  file = join(root, 'etc', 'cpbillmgr.conf');
});
afterEach(() => rm(root, { recursive: true }));

test('a good conf is exit code 0 and one line', async () => {
  await writeFile(file, 'Preset 1-A\nPeriod 1 12\n');
  expect(await cli('conf check', { root, language: 'en' })).toEqual({
    code: 0,
    out: `${file}: no mistakes; presets: 1, periods: 1\n`,
    err: '',
  });
});

test('every mistake is told with its line, and the exit code is 1', async () => {
  await writeFile(file, `${'Period 1\n'.repeat(12)}[upstream]\npassword hunter2\n`);
  const { code, out } = await cli('conf check', { root, language: 'en' });
  expect(code).toBe(1);
  expect(out.match(/^.*: .* is not valid; expected .*$/gm)).toHaveLength(13);
  expect(out).toContain(`${file}:12: "Period 1" is not valid; expected `);
  expect(out).toContain(`${file}:14: "password" without "="`);
  expect(out).not.toContain('hunter2');
  expect(out).toContain('mistakes: 13');
});

test('a value that is not valid is told with what its key means, in both languages', async () => {
  await writeFile(file, 'Preset 1-A\n[preset 1]\naddon.2 = x\n[sync]\nrows = 1\nrow = 2\n');
  const { out } = await cli('conf check', { root, language: 'en' });
  expect(out.split('\n').slice(0, 5)).toEqual([
    `${file}:3: addon.2 = x is not valid; expected a whole number from 0 to 100000`,
    '    (amount of an addon that the tariff includes, added to what the client ordered)',
    `${file}:5: rows = 1 is not valid; expected a whole number from 10 to 10000`,
    "    (rows requested per page of the vendor's lists)",
    expect.stringContaining(':6: unknown key "row" is not valid; expected expiredate, '),
  ]);
  expect((await cli('conf check', { root, language: 'ru' })).out).toContain(
    '\n    (сколько строк запрашивается со страницей списков поставщика)\n',
  );
});

test('warnings leave the exit code at 0', async () => {
  await writeFile(file, 'Preset 1-A\n[upstream]\nca = etc/none.pem\n');
  const { code, out } = await cli('conf check', { root, language: 'ru' });
  expect(code).toBe(0);
  expect(out).toContain('предупреждение: ca: файл');
});

/** Warnings of `conf check` for a gateway that orders by itself. */
async function automaticWarnings(sections: string): Promise<readonly string[]> {
  const head =
    'Preset 3541-A\nPreset 55361-Dr.Web\n[gateway]\nmode = automatic\norder_url = https://h/\n';
  await writeFile(file, head + sections);
  const { code, out } = await cli('conf check --json', { root, language: 'en' });
  expect(code).toBe(0);
  return JSON.parse(out).warnings;
}

test('a gateway that orders automatically and bills nobody is told, with the line to add', async () => {
  expect(await automaticWarnings('')).toEqual([
    expect.stringMatching(/billed to nobody.*\[price NUMBER\] and below it tariff = /),
  ]);
  expect(
    await automaticWarnings('[price 55361]\ntariff = 8\n[price 55362]\nmargin = 5%\n'),
  ).toEqual([
    expect.stringMatching(
      /^\[price 55362\] without tariff: .*billed to nobody; add there: tariff = /,
    ),
  ]);
});

test('a module with a tariff and no Preset line could not be renewed, which is told with the line to add', async () => {
  expect(await automaticWarnings('[price 23221]\ntariff = 9\n')).toEqual([
    expect.stringMatching(
      /^\[price 23221\].*cannot be renewed; add above the sections: Preset 23221-NAME$/,
    ),
  ]);
});

test('a gateway whose modules have tariffs, or are not shown, gives no warning', async () => {
  const sections = '[price 55361]\ntariff = 8\n[price 55362]\nshow = off\n';
  expect(await automaticWarnings(sections)).toEqual([]);
});

test('a Buy link without an order page has nowhere to lead', async () => {
  await writeFile(file, 'Preset 1-A\n[gateway]\nlisten = 127.0.0.1:80\n');
  expect((await cli('conf check', { root, language: 'en' })).out).toContain(
    'add there: order_url = ',
  );
});

test('a password that others may read is exit code 1 and is not shown', async () => {
  await writeFile(file, 'Preset 1-A\n[upstream]\nusername = u\npassword = hunter2\n');
  await chmod(file, 0o644);
  const { code, out } = await cli('conf check', { root, language: 'en' });
  expect(code).toBe(1);
  expect(out).toContain('chmod 600');
  expect(out).not.toContain('hunter2');
});

test('a missing file is said and is fine', async () => {
  expect(await cli('conf check', { root, language: 'en' })).toMatchObject({
    code: 0,
    out: expect.stringContaining('no such file'),
  });
});

test('JSON holds the same', async () => {
  await writeFile(file, 'Preset 1-A\n[sync]\nrenew_before = x\n[upstream]\nusername = u\n', {
    mode: 0o600,
  });
  const { code, out } = await cli('conf check --json', { root, language: 'en' });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    file,
    exists: true,
    mistakes: [
      {
        line: 3,
        found: 'renew_before = x',
        allowed: 'a whole number from 0 to 60',
        meaning: "days before the license's end date at which checkevent renews what is due",
      },
    ],
    refusals: [],
    warnings: ['username and password belong together, and only one of them is given'],
  });
});
