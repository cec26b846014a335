import { execFile } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { freed, marked, ordered } from '../support/remoteid.ts';
import { chargedFor, errorOf, logOf, sandbox } from './support.ts';

const call = (box: RunningSandbox, command: string, ...args: string[]) =>
  box.runModule(['--command', command, ...args]);
const connection = (box: RunningSandbox, password = box.password): string =>
  `<doc><processingmodule><id>1</id><url>${box.url}</url><username>${box.username}</username><password>${password}</password></processingmodule></doc>`;

describe('the settings form of a module', () => {
  test('check_connection answers an empty document for good credentials, an error for bad ones', async () => {
    const box = await sandbox();
    const good = await box.runModule(['--command', 'check_connection'], { stdin: connection(box) });
    expect(good).toMatchObject({
      exitCode: 0,
      stdout: '<?xml version="1.0" encoding="UTF-8"?><doc/>\n',
    });
    const bad = await box.runModule(['--command', 'check_connection'], {
      stdin: connection(box, 'wrong-one'),
    });
    expect(errorOf(bad).type).toBe('upstream_auth');
    expect(bad.exitCode).toBe(1);
    // the blanks around a password are a part of it
    const cut = await box.runModule(['--command', 'check_connection'], {
      stdin: connection(box, ` ${box.password}`),
    });
    expect(errorOf(cut).type).toBe('upstream_auth');
  });

  test.each(['pmcpbillmgr', 'pmcpispmgr'] as const)(
    'check_connection of %s says which document it expected',
    async program => {
      const box = await sandbox();
      const run = await box.runModule(['--command', 'check_connection'], {
        program,
        stdin: '<doc><item><pricelist>1</pricelist></item></doc>',
      });
      expect(run.exitCode).toBe(1);
      expect(errorOf(run).type).toBe('input_bad');
      expect(errorOf(run).text).toContain('expected &lt;doc&gt;&lt;processingmodule&gt;');
    },
  );

  test.each(['<', 'cat'])('standard input is read from a file and from a pipe (%s)', async how => {
    const box = await sandbox();
    const file = join(box.root, 'connection.xml');
    writeFileSync(file, connection(box));
    const call = `${join(box.root, 'processing/pmcpbillmgr')} --command check_connection`;
    const line = how === 'cat' ? `(sleep 0.05; cat ${file}) | ${call}` : `${call} < ${file}`;
    const run = await promisify(execFile)('sh', ['-c', line], {
      env: { PATH: process.env['PATH'], CPBILLMGR_ROOT: box.root },
    });
    expect(run).toEqual({ stderr: '', stdout: '<?xml version="1.0" encoding="UTF-8"?><doc/>\n' });
  });

  test('tune_connection answers the same form with the choices of the dialect', async () => {
    const box = await sandbox();
    const stdin = '<doc><url>https://a.example/billmgr</url><note>a &lt; b &amp; "c"</note></doc>';
    const { stdout } = await box.runModule(['--command', 'tune_connection'], { stdin });
    expect(stdout).toContain('<note>a &lt; b &amp; "c"</note>');
    expect(stdout).toMatch(/<slist name="dialect">.*current.*classic.*<\/slist>/);
  });

  test('get_server_config saves the presets with the module, getbalance its balance', async () => {
    const box = await sandbox();
    expect(await call(box, 'get_server_config', '--module', '1')).toMatchObject({
      exitCode: 0,
      stdout: '',
    });
    expect(await call(box, 'getbalance', '--module', '1')).toMatchObject({ exitCode: 0 });
    const [module] = box.modules();
    expect(module?.config).toContain('Preset 3541-ISPmanager Lite');
    expect(module?.balance).toBe(Object.values(box.balance())[0]);
  });

  test('get_suitable_module names a module of ours that is not to be skipped', async () => {
    const box = await sandbox();
    const ask = (skip: string) =>
      `<doc><item><pricelist>1</pricelist></item><skip_modules>${skip}</skip_modules></doc>`;
    const found = await box.runModule(['--command', 'get_suitable_module'], { stdin: ask('') });
    expect(found.stdout).toContain('<modules><module id="1"/></modules>');
    const none = await box.runModule(['--command', 'get_suitable_module'], { stdin: ask('1') });
    expect(none.stdout).toContain('<modules/>');
  });
});

describe('the order form', () => {
  test('check_param lets a free address pass and refuses one that has a license', async () => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const free = await box.checkParam({ tariff: '3541' }, 'ip', '192.0.2.11', 1);
    expect(free.stdout).toContain('<doc><ok/></doc>');
    const taken = await box.checkParam({ tariff: '3541' }, 'ip', '192.0.2.10', 1);
    expect(errorOf(taken).type).toBe('address_refused');
    expect((await box.checkParam({ tariff: '3541' }, 'licname', 'x', 1)).stdout).toContain('<ok/>');
  });
});

describe('changes of a license', () => {
  test('address, name and addons reach upstream', async () => {
    const box = await sandbox({ conf: '[preset 4601]\naddon.4602 = 1\n' });
    const { item } = await box.order({
      tariff: '4601',
      ip: '192.0.2.10',
      licname: 'one',
      addons: { 4602: 1 },
    });
    await box.setparam(item, { ip: '192.0.2.20', licname: 'two', addons: { 4602: 3 } });
    expect(box.upstreamServices()[0]).toMatchObject({
      ip: '192.0.2.20',
      licname: 'two',
      addons: { 4602: 4 },
    });
  });

  test('a second change of the address within the lock is refused in words that name the day', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.setClock('+40d');
    await box.prolong(item);
    await box.prolong(item);
    expect(await box.setparam(item, { ip: '192.0.2.20' })).toMatchObject({ ended: true });
    const second = await box.setparam(item, { ip: '192.0.2.30' });
    expect(errorOf(second)).toMatchObject({
      type: 'address_locked',
      text: expect.stringContaining('before 20'),
    });
  });

  test('a change of tariff is carried out; one that upstream refuses is rolled back in BILLmanager', async () => {
    const box = await sandbox({ conf: '' });
    const { item } = await box.order({ tariff: '55227', ip: '192.0.2.10' });
    await box.changeTariff(item, '3541');
    const tariffs = [box.upstreamServices()[0]?.pricelist, box.service(item).tariff];
    box.set('sold.4601', 'off');
    const refused = await box.changeTariff(item, '4601');
    expect(refused.exitCode).toBe(1);
    expect([box.upstreamServices()[0]?.pricelist, box.service(item).tariff]).toEqual(tariffs);
  });

  test('gen_key makes a new key and saves it on the service', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const before = box.service(item).params['lickey'];
    const run = await box.genKey(item);
    expect(run.stdout).toContain('<doc><ok/></doc>');
    expect(box.service(item).params['lickey']).toBe(box.upstreamServices()[0]?.lickey);
    expect(box.service(item).params['lickey']).not.toBe(before);
  });

  test('sync_item and reopen tell BILLmanager again and charge nothing', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.person('suspend', box.upstreamServices()[0]?.id ?? 0);
    expect(await call(box, 'sync_item', '--item', String(item))).toMatchObject({ exitCode: 0 });
    expect(box.service(item).status).toBe(3);
    expect(await box.reopen(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(chargedFor(box, item)).toHaveLength(1);
  });

  test('a license that has run out is renewed before it is resumed', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    await box.suspend(item);
    box.setClock('+45d');
    box.billing.store.run('UPDATE item SET expiredate = ? WHERE id = ?', '2027-02-01', item);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices()[0]?.status).toBe(2);
  });
});

describe('release and reuse', () => {
  test('a released license serves the next order when its lock is over, and costs nothing but its renewal', async () => {
    const box = await sandbox({ conf: '[preset 3541]\nclose = release\nperiod.1 = 12\n' });
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10', licname: 'one' });
    await box.closeService(first.item);
    const license = box.upstreamServices()[0]?.id;
    expect(box.upstreamServices()[0]).toMatchObject({
      status: 3,
      remoteid: freed(first.item),
    });
    box.setClock('+35d');
    const second = await box.order({ tariff: '3541', ip: '192.0.2.20', licname: 'two' });
    expect(second).toMatchObject({ exitCode: 0, ended: true });
    expect(box.upstreamServices()).toHaveLength(1);
    expect(box.upstreamServices()[0]).toMatchObject({
      id: license,
      status: 2,
      ip: '192.0.2.20',
      licname: 'two',
      remoteid: marked(second.item),
    });
    expect(box.charges()).toHaveLength(1);
  });

  test('one whose address may not change yet is left alone, and a new one ordered', async () => {
    const box = await sandbox({ conf: '[preset 3541]\nclose = release\n' });
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.setClock('+1d');
    await box.setparam(first.item, { ip: '192.0.2.11' });
    await box.closeService(first.item);
    expect(await box.order({ tariff: '3541', ip: '192.0.2.20' })).toMatchObject({ ended: true });
    expect(box.upstreamServices()).toHaveLength(2);
  });
});

describe('import', () => {
  test('makes services of licenses that serve none, once', async () => {
    const box = await sandbox();
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    box.buyByHand({ pricelist: 3541, ip: '192.0.2.50', licname: 'by hand' });
    for (let time = 1; time <= 2; time++) {
      expect(await call(box, 'import', '--module', '1', '--itemtype', 'soft')).toMatchObject({
        exitCode: 0,
      });
    }
    const imported = box.services().filter(each => each.id !== item);
    expect(imported).toHaveLength(1);
    expect(box.upstreamServices().map(each => each.remoteid)).toEqual([
      ordered(item),
      marked(imported[0]?.id ?? 0),
    ]);
    expect(await box.suspend(imported[0]?.id ?? 0)).toMatchObject({ ended: true });
  });
});

describe('the classic edition of the interface', () => {
  test('sells, suspends, resumes and closes; a renewal calls for a person', async () => {
    const box = await sandbox({ conf: 'dialect = classic\n', settings: { dialect: 'classic' } });
    writeFileSync(
      join(box.root, 'etc/cpbillmgr.conf'),
      readFileSync(join(box.root, 'etc/cpbillmgr.conf'), 'utf8')
        .replace('Period 1 1', 'Period 1 8')
        .replace(/^Preset 3541/m, 'Preset 7-Lite without support\nPreset 3541'),
    );
    box.billing.store.run("UPDATE pricelist SET intname = '7-Lite' WHERE intname LIKE '3541%'");
    const opened = await box.order({ tariff: '7-Lite', ip: '192.0.2.10' });
    expect(opened).toMatchObject({ exitCode: 0, ended: true });
    const { item } = opened;
    expect(await box.suspend(item)).toMatchObject({ ended: true });
    expect(await box.resume(item)).toMatchObject({ ended: true });
    const renewed = await box.prolong(item);
    expect(errorOf(renewed).type).toBe('not_sold_here');
    expect(box.tasks()).toHaveLength(1);
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(box.charges()).toHaveLength(1);
  });
});

describe('another module of the tariff', () => {
  test.each([
    ['is refused', 'password', 'wrong-password'],
    // found before the operation is noted: the service, which BILLmanager moves to the second
    // module, must be read again
    ['is not named', 'username', ''],
  ])('is tried when the first one’s account %s', async (_, setting, value) => {
    const box = await sandbox();
    const { url, username, password } = box;
    const conf = join(box.root, 'etc/cpbillmgr.conf');
    writeFileSync(conf, readFileSync(conf, 'utf8').replace(/^username = .*$/m, ''));
    const second = box.addModule({
      name: 'second vendor account',
      module: 'pmcpbillmgr',
      tariffs: ['3541'],
      connection: { url, username, password },
    });
    box.billing.store.run(
      'UPDATE processingparam SET value = ? WHERE processingmodule = 1 AND intname = ?',
      value,
      setting,
    );
    const opened = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(opened).toMatchObject({ exitCode: 0, ended: true });
    expect(box.service(opened.item).processingmodule).toBe(second);
    expect(box.charges()).toHaveLength(1);
  });
});

describe('malformed calls', () => {
  test.each([
    ['not XML', 'this is not XML'],
    ['cut', '<doc><processingmodule>'],
    ['entities', '<!DOCTYPE doc [<!ENTITY a "b">]><doc>&a;</doc>'],
    ['another root', '<html/>'],
    ['empty', ''],
  ])('standard input that is %s ends in one clear error', async (_, stdin) => {
    const box = await sandbox();
    const run = await box.runModule(['--command', 'check_connection'], { stdin });
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(errorOf(run).type).toBe('input_bad');
  });

  test.each([
    [['--command', 'open'], '--item is required'],
    [['--command', 'open', '--item', '1; rm -rf /'], 'not allowed'],
    [['--command', 'import', '--module', '1'], '--itemtype is required'],
  ])('arguments %j are refused on standard error', async (args, text) => {
    const box = await sandbox();
    const run = await box.runModule(args);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain(text);
  });

  test('an unknown command, an unknown service, a missing mgrctl: one error document each, never a stack trace', async () => {
    const box = await sandbox();
    const runs = [
      await call(box, 'fly_away', '--item', '1'),
      await call(box, 'suspend', '--item', '424242'),
    ];
    expect(runs.map(run => errorOf(run).type)).toEqual(['command_unknown', 'service_missing']);
    for (const run of runs) expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(logOf(box)).not.toContain('    at ');
  });

  test('a conf with mistakes, and one that others may read, are told to BILLmanager as well', async () => {
    const box = await sandbox();
    const conf = join(box.root, 'etc/cpbillmgr.conf');
    chmodSync(conf, 0o644);
    const exposed = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf(exposed).type).toBe('conf_exposed');
    expect(errorOf(exposed).text).toContain(`chmod 600 ${conf}`);
    chmodSync(conf, 0o600);
    appendFileSync(conf, '\n[upstreem]\nrate = fast\n');
    const mistaken = await box.order({ tariff: '3541', ip: '192.0.2.11' });
    expect(errorOf(mistaken).text).toContain('[upstreem]');
    expect(box.tasks()).toHaveLength(2);
    expect(box.charges()).toEqual([]);
  });
});
