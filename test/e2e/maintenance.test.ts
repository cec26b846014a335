import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ModuleRun, RunningSandbox } from '../../sandbox/sandbox.ts';
import { serviceIn } from '../support/remoteid.ts';
import { errorOf, journalOf, logOf, sandbox, stateFile } from './support.ts';

const fileOf = (box: RunningSandbox): string => join(box.root, 'etc/billmgr.DoNothing');
const begin = (box: RunningSandbox): void => writeFileSync(fileOf(box), '');
const end = (box: RunningSandbox): void => rmSync(fileOf(box));

/** Maintenance begins at the moment at which the next charge is booked upstream. */
function beginWithNextCharge(box: RunningSandbox): void {
  const { store } = box.upstream;
  const insert = store.insert.bind(store);
  vi.spyOn(store, 'insert').mockImplementation((table, row) => {
    if (table === 'charges') begin(box);
    return insert(table, row);
  });
}
afterEach(() => vi.restoreAllMocks());

const typed = (box: RunningSandbox, line: string): Promise<ModuleRun> =>
  box.runModule(line.split(' '), { program: '../sbin/cpbillmgr' });
const checkevent = (box: RunningSandbox, ...args: string[]): Promise<ModuleRun> =>
  box.runModule(['checkevent', ...args], { program: '../sbin/cpbillmgr' });

/** One line that names the file, and no other word. */
function expectOneLine(box: RunningSandbox, { stdout, stderr }: ModuleRun): void {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^[^\n]*Maintenance mode: the file [^\n]*\n$/);
  expect(stderr).toContain(fileOf(box));
}

/** What changed anything, on either side. */
const acts = (box: RunningSandbox): string[] =>
  box
    .calls()
    .filter(call => call.params['sok'] !== undefined && !/\.(?:filter|checkip)$/.test(call.func))
    .map(call => call.func);

describe('a call of BILLmanager in maintenance', () => {
  test('opens nothing, asks nobody and notes nothing; afterwards it is carried out', async () => {
    const box = await sandbox();
    begin(box);
    const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(run).toMatchObject({ exitCode: 0, ended: false });
    expectOneLine(box, run);
    expect(box.calls()).toEqual([]);
    expect(existsSync(stateFile(box))).toBe(false);
    expect(box.tasks()).toEqual([]);
    expect(logOf(box)).toContain(
      `open of service ${run.item} (running operation ${run.operation}): Maintenance`,
    );
    end(box);
    expect(await box.retry(run.operation)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.charges()).toHaveLength(1);
  });

  test.each([
    'prolong',
    'suspend',
    'resume',
    'close',
    'setparam',
    'reopen',
    'cancel_prolong',
    'sync_item',
  ])('%s does nothing', async command => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.clearCalls();
    begin(box);
    const run = await box.carryOut(item, command);
    expect(run).toMatchObject({ exitCode: 0, ended: false });
    expectOneLine(box, run);
    expect(box.calls()).toEqual([]);
  });

  test('gen_key and import do nothing either, nor does a plain word under the module’s name', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.buyByHand({ pricelist: 3541, ip: '192.0.2.50', licname: 'by hand' });
    box.clearCalls();
    begin(box);
    for (const args of [
      ['--command', 'gen_key', '--item', String(item)],
      ['--command', 'import', '--module', '1', '--itemtype', 'soft'],
      ['prolong', String(item)],
    ]) {
      const run = await box.runModule(args);
      expect(run).toMatchObject({ exitCode: 0 });
      expectOneLine(box, run);
    }
    expect(box.calls()).toEqual([]);
  });

  test('accounts of a panel are left alone, their statistics too', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: 'storage', addons: { disc: 1 } });
    box.clearCalls();
    begin(box);
    const suspended = await box.suspend(item);
    expect(suspended).toMatchObject({ exitCode: 0, ended: false });
    expectOneLine(box, suspended);
    const stat = await box.runModule(['--command', 'stat', '--module', '2'], {
      program: 'pmcpispmgr',
    });
    expect(stat).toMatchObject({ exitCode: 0 });
    expectOneLine(box, stat);
    expect(box.calls()).toEqual([]);
  });

  test('questions are answered', async () => {
    const box = await sandbox();
    begin(box);
    const connection = `<doc><processingmodule><id>1</id><url>${box.url}</url><username>${box.username}</username><password>${box.password}</password></processingmodule></doc>`;
    const asked: readonly (readonly [readonly string[], string])[] = [
      [['features'], ''],
      [['check_connection'], connection],
      [['tune_connection'], '<doc/>'],
      [['get_suitable_module'], '<doc><item><pricelist>1</pricelist></item></doc>'],
      [['get_server_config', '--module', '1'], ''],
      [['getbalance', '--module', '1'], ''],
    ];
    for (const [words, stdin] of asked)
      expect(await box.runModule(['--command', ...words], { stdin }), words[0]).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
    expect(await box.checkParam({ tariff: '3541' }, 'ip', '192.0.2.11', 1)).toMatchObject({
      exitCode: 0,
    });
    const [module] = box.modules();
    expect(module?.config).toContain('Preset 3541-ISPmanager Lite');
    expect(module?.balance).toBe(Object.values(box.balance())[0]);
    expect(acts(box)).toEqual(['processing.savebalance']);
  });

  test('a question that fails is told to whoever asked, and to nobody else', async () => {
    const box = await sandbox();
    box.addFault({ side: 'upstream', func: '*', action: 'error:auth' });
    begin(box);
    const run = await box.runModule(['--command', 'getbalance', '--module', '1']);
    expect(run.exitCode).toBe(1);
    expect(errorOf(run).type).toBe('upstream_auth');
    expect(acts(box)).toEqual([]);
    expect(box.problems()).toEqual([]);
  });

  test('a line in the panel’s conf is no maintenance', async () => {
    const box = await sandbox();
    writeFileSync(join(box.root, 'etc/billmgr.conf'), 'Option DoNothing\n');
    expect(await box.order({ tariff: '3541', ip: '192.0.2.10' })).toMatchObject({
      exitCode: 0,
      ended: true,
    });
  });
});

describe('maintenance that begins in the middle', () => {
  test('of an opening that has ordered: BILLmanager is told nothing; it is finished later, and charged once', async () => {
    const box = await sandbox();
    beginWithNextCharge(box);
    const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(run).toMatchObject({ exitCode: 0, ended: false });
    expectOneLine(box, run);
    expect(box.charges()).toHaveLength(1);
    expect(box.calls('mgrctl').filter(each => each.params['sok'] !== undefined)).toEqual([]);
    expect(box.tasks()).toEqual([]);
    vi.restoreAllMocks();
    end(box);
    expect(await checkevent(box)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(box.service(run.item).status).toBe(2);
    expect(box.service(run.item).params['lickey']).toBe(box.upstreamServices()[0]?.lickey);
    expect(box.charges()).toHaveLength(1);
  });

  test('of an opening that has yet to order: nothing is ordered', async () => {
    const box = await sandbox({ facts: 'forms' });
    const mgrctl = join(box.root, 'sbin/mgrctl');
    renameSync(mgrctl, `${mgrctl}.real`);
    // as long as the tariff is read
    writeFileSync(
      mgrctl,
      `#!/bin/bash\ncase "$*" in *pricelist.edit*) touch '${fileOf(box)}' ;; esac\nexec '${mgrctl}.real' "$@"\n`,
      { mode: 0o755 },
    );
    const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(run).toMatchObject({ exitCode: 0, ended: false });
    expectOneLine(box, run);
    expect(acts(box)).toEqual([]);
    expect(box.charges()).toEqual([]);
  });

  test('of checkevent: what is renewed is renewed, nothing more, and one line says so', async () => {
    const box = await sandbox();
    const items = await due(box, 3);
    box.clearCalls();
    const before = box.charges().length;
    beginWithNextCharge(box);
    const run = await checkevent(box);
    expect(run).toMatchObject({ exitCode: 0 });
    expectOneLine(box, run);
    expect(box.charges()).toHaveLength(before + 1);
    expect(acts(box)).toEqual(['service.prolong']);
    vi.restoreAllMocks();
    end(box);
    // their dates were moved by hand: that is told, once
    const told = (await checkevent(box)).stderr.trim().split('\n');
    expect(told.every(line => /The date of service \d+ has moved/.test(line))).toBe(true);
    expect(box.charges()).toHaveLength(before + 3);
    const renewed = box.charges().slice(before);
    expect(new Set(renewed.map(each => serviceIn(each.remoteid)))).toEqual(
      new Set(items.map(String)),
    );
  });
});

/** Services that are paid further than their licenses, which end now. */
async function due(box: RunningSandbox, count: number): Promise<readonly number[]> {
  const items: number[] = [];
  for (let host = 1; host <= count; host++) {
    const { item } = await box.order({ tariff: '3541', ip: `192.0.2.${host}` });
    const end = box.service(item).expiredate ?? '';
    const later = `${Number(end.slice(0, 4)) + 1}${end.slice(4)}`;
    box.billing.store.run('UPDATE item SET expiredate = ?, period = 12 WHERE id = ?', later, item);
    items.push(item);
  }
  await checkevent(box);
  box.setClock('+31d');
  return items;
}

describe('checkevent in maintenance', () => {
  test.each([[[]], [['--dry-run']], [['--json']], [['--module', '1']]])(
    'with a renewal due: one line, nobody is asked, exit code 0 (%j)',
    async args => {
      const box = await sandbox();
      await due(box, 1);
      box.clearCalls();
      begin(box);
      const run = await checkevent(box, ...args);
      expect(run).toMatchObject({ exitCode: 0 });
      expectOneLine(box, run);
      expect(box.calls()).toEqual([]);
      end(box);
      await checkevent(box);
      expect(box.charges()).toHaveLength(2);
    },
  );
});

describe('what a person types in maintenance', () => {
  test('an operation: one line, exit code 1, nothing is done; in Russian as well', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.clearCalls();
    begin(box);
    for (const line of [
      `prolong ${item}`,
      `close ${item}`,
      `gen_key ${item}`,
      'import 1 --itemtype soft',
    ]) {
      const run = await typed(box, line);
      expect(run, line).toMatchObject({ exitCode: 1 });
      expectOneLine(box, run);
    }
    expect((await typed(box, `prolong ${item} --lang ru`)).stderr).toMatch(
      /^cpbillmgr: prolong: Режим обслуживания: есть файл [^\n]*\n$/,
    );
    expect(box.calls()).toEqual([]);
    expect(box.charges()).toHaveLength(1);
    const journal = await journalOf(box);
    expect((await journal.operations({})).map(each => each.command)).toEqual(['open']);
    await journal.dispose();
  });

  test('adopt shows its plan and binds nothing', async () => {
    const box = await sandbox();
    const license = box.buyByHand({ pricelist: 3541, ip: '192.0.2.50', licname: 'by hand' });
    const item = box.addService({ tariff: '3541', ip: '192.0.2.50' });
    box.billing.store.run('UPDATE item SET status = 2 WHERE id = ?', item);
    begin(box);
    const line = `adopt --item ${item} --license ${license}`;
    expect(await typed(box, line)).toMatchObject({ exitCode: 0 });
    const run = await typed(box, `${line} --apply`);
    expect(run).toMatchObject({ exitCode: 1 });
    expectOneLine(box, run);
    expect(acts(box)).toEqual([]);
    end(box);
    expect(await typed(box, `${line} --apply`)).toMatchObject({ exitCode: 0 });
  });

  test('what only looks goes on', async () => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    begin(box);
    for (const line of ['licenses', 'operations', 'conf check', 'prices', 'version'])
      expect(await typed(box, line), line).toMatchObject({ exitCode: 0 });
  });
});

describe('where nobody can tell whether it is maintenance', () => {
  test.each([
    [
      'ELOOP',
      (etc: string) => {
        renameSync(etc, `${etc}.away`);
        symlinkSync(etc, etc);
      },
    ],
    [
      'ENOTDIR',
      (etc: string) => {
        renameSync(etc, `${etc}.away`);
        writeFileSync(etc, '');
      },
    ],
  ])('(%s) nothing is done, and the reason is told', async (code, spoil) => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.clearCalls();
    spoil(join(box.root, 'etc'));
    const renewed = await box.prolong(item);
    expect(renewed).toMatchObject({ exitCode: 1, ended: false });
    expect(errorOf(renewed)).toEqual({
      type: 'maintenance_unknown',
      text: expect.stringContaining(`(${code})`),
    });
    for (const run of [await checkevent(box), await typed(box, `prolong ${item}`)]) {
      expect(run).toMatchObject({ exitCode: 1, stdout: '' });
      expect(run.stderr).toMatch(
        /^cpbillmgr[^\n]*Nothing is done: it is unknown whether maintenance mode is on[^\n]*\n$/,
      );
    }
    expect(acts(box)).toEqual([]);
    expect(box.charges()).toHaveLength(1);
    const etc = join(box.root, 'etc');
    rmSync(etc);
    renameSync(`${etc}.away`, etc);
  });

  test('a file of any kind, and a link that leads nowhere, is maintenance', async () => {
    for (const make of [mkdirSync, (path: string) => symlinkSync('/nowhere-at-all', path)]) {
      const box = await sandbox();
      make(fileOf(box));
      const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
      expect(run).toMatchObject({ exitCode: 0, ended: false });
      expectOneLine(box, run);
    }
  });
});

describe('the gateway in maintenance', () => {
  const PRICES = '/billmgr?func=pricelist.export&itemtype=addition&onlyavailable=on&out=xml';
  let child: ChildProcess | undefined;
  afterEach(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  async function serve(box: RunningSandbox): Promise<string> {
    child = spawn(join(box.root, 'sbin/cpbillmgr'), ['serve'], {
      env: { CPBILLMGR_ROOT: box.root },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', chunk => {
        text += String(chunk);
      });
    await vi.waitUntil(() => text.includes('\n'), { timeout: 50_000, interval: 20 });
    const url = /listens on (\S+)/.exec(text)?.[1];
    if (url === undefined) throw new Error(text);
    return url;
  }

  const buy = (url: string, license: number, language: string) =>
    fetch(`${url}/billmgr?module=DrWeb&license=${license}&ip=192.0.2.10&module_id=55361`, {
      headers: { 'accept-language': language },
      redirect: 'manual',
    });

  test.each(['automatic', 'manual'])(
    'stays up, shows prices and answers Buy with 503 and a page (%s)',
    async mode => {
      const box = await sandbox({
        conf: `\n[gateway]\nlisten = 127.0.0.1:0\ncurrency = RUB\nmode = ${mode}\norder_url = https://billing.example.com/order\n`,
      });
      await box.order({ tariff: '3541', ip: '192.0.2.10' });
      const license = box.upstreamServices()[0]?.id ?? 0;
      begin(box);
      const url = await serve(box);
      box.clearCalls();
      const english = await buy(url, license, 'en');
      expect(english.status).toBe(503);
      expect(await english.text()).toContain('Orders are paused for maintenance');
      const russian = await buy(url, license, 'ru');
      expect(russian.status).toBe(503);
      expect(await russian.text()).toContain('Заказы приостановлены: технические работы');
      const prices = await fetch(url + PRICES);
      expect(prices.status).toBe(200);
      expect(await prices.text()).toContain('cost="950.0000"');
      expect((await fetch(`${url}/health`)).status).toBe(200);
      expect(acts(box)).toEqual([]);
      end(box);
      expect((await buy(url, license, 'en')).status).toBe(mode === 'manual' ? 302 : 200);
      begin(box);
      expect((await buy(url, license, 'en')).status).toBe(503);
      expect(box.charges()).toHaveLength(mode === 'manual' ? 1 : 2);
    },
  );

  test('that begins behind an order is told as an order that is not finished; it is never placed twice', async () => {
    const box = await sandbox({
      conf: '\n[gateway]\nlisten = 127.0.0.1:0\ncurrency = RUB\nmode = automatic\n',
    });
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const license = box.upstreamServices()[0]?.id ?? 0;
    const url = await serve(box);
    beginWithNextCharge(box);
    const click = await buy(url, license, 'en');
    expect(click.status).toBe(503);
    expect(await click.text()).toContain('The order is not finished yet');
    expect(
      box
        .calls('mgrctl')
        .filter(
          each => each.params['sok'] !== undefined && each.func.startsWith('processing.import'),
        ),
    ).toEqual([]);
    vi.restoreAllMocks();
    end(box);
    expect((await buy(url, license, 'en')).status).toBe(200);
    expect(box.charges()).toHaveLength(2);
    expect(box.services().filter(each => each.itemtype === 'addition')).toHaveLength(1);
  });
});
