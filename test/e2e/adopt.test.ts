import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ModuleRun, RunningSandbox } from '../../src/sandbox/sandbox.ts';
import { chargedFor, journalOf, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adopt-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string | Uint8Array): string {
  const path = join(folder, `${Math.random()}.csv`);
  writeFileSync(path, text);
  return path;
}

/** One `cpbillmgr` command in the sandbox's manager root. */
function cpbillmgr(box: RunningSandbox, ...args: string[]): Promise<ModuleRun> {
  return box.runModule(['adopt', '--lang', 'en', ...args], { program: '../sbin/cpbillmgr' });
}

interface Row {
  readonly item: string;
  readonly verdict: string;
  readonly reasons: readonly { readonly code: string; readonly value: string }[];
  readonly effects: readonly string[];
  readonly license?: string;
  readonly account?: string;
  readonly sure?: string;
  readonly by?: readonly string[];
  readonly bound?: boolean;
}

async function planOf(box: RunningSandbox, ...args: string[]): Promise<readonly Row[]> {
  const run = await cpbillmgr(box, ...args, '--json');
  const rows: readonly Row[] = JSON.parse(run.stdout);
  return rows;
}

const changes = (box: RunningSandbox): string[] =>
  box
    .calls()
    .filter(call => call.params['sok'] === 'ok' && !call.func.endsWith('.filter'))
    .map(call => `${call.side} ${call.func}`);

/** A service that is served by hand so far: active, without a license or account of ours. */
function byHand(box: RunningSandbox, wish: Parameters<RunningSandbox['addService']>[0]): number {
  const item = box.addService(wish);
  box.billing.store.run('UPDATE item SET status = 2 WHERE id = ?', item);
  return item;
}

describe('adopt', () => {
  test('shows a plan, binds an account when told to, and changes nothing the second time', async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'site1', passwd: 'own-password', fullname: 'A client', preset: 'Site hosting' });
    const item = byHand(box, { tariff: 'site-hosting', params: { userpassword: 'own-password' } });
    const pair = ['--item', String(item), '--account', 'site1'];

    const plan = await cpbillmgr(box, ...pair);
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toMatch(new RegExp(`${item} +Site hosting +site1 +A client +bind`));
    expect(plan.stderr).toBe(
      '1 will be bound, 0 are already, 0 conflicts. Nothing has been changed; --apply binds.\n',
    );
    expect(changes(box)).toEqual([]);

    expect(await cpbillmgr(box, ...pair, '--apply')).toMatchObject({ exitCode: 0 });
    expect(changes(box)).toEqual(['mgrctl service.saveparam', 'mgrctl service.saveparam']);
    expect(box.service(item).params).toMatchObject({ username: 'site1', url: box.panelUrl });

    box.clearCalls();
    const again = await cpbillmgr(box, ...pair, '--apply');
    expect(again.stderr).toBe('0 bound, 0 failed, 1 were already, 0 conflicts.\n');
    expect(changes(box)).toEqual([]);
  });

  test('leaves an account that works as if we had opened it', async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'site1', passwd: 'own-password', preset: 'Site hosting' });
    const item = byHand(box, { tariff: 'site-hosting', params: { userpassword: 'own-password' } });
    await cpbillmgr(box, '--item', String(item), '--account', 'site1', '--apply');
    const account = () => box.panelUsers()[0];
    expect(await box.suspend(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(account()?.active).toBe(false);
    expect(await box.resume(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(account()).toMatchObject({ active: true, password: 'own-password' });
    await box.setparam(item, { params: { userpassword: 'another-password' } });
    expect(account()).toMatchObject({ password: 'another-password', limits: { limit_db: '10' } });
    expect(await box.reopen(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toHaveLength(1);
    expect(await box.closeService(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toEqual([]);
  });

  test('leaves a license that works as if we had ordered it: nothing charged before the next renewal', async () => {
    const box = await sandbox();
    const license = box.buyByHand({ pricelist: 3541, ip: '192.0.2.10', licname: 'old shop' });
    const item = byHand(box, { tariff: '3541', ip: '192.0.2.10', licname: 'old shop' });
    const applied = await cpbillmgr(box, '--item', String(item), '--license', String(license), '--apply');
    expect(applied).toMatchObject({ exitCode: 0 });
    expect(box.charges()).toEqual([]);
    expect(changes(box).filter(each => each.startsWith('upstream'))).toEqual(['upstream soft.edit']);
    const [row] = box.upstreamServices();
    expect(row).toMatchObject({ id: license, remoteid: String(item), ip: '192.0.2.10', licname: 'old shop' });
    expect(box.service(item).params).toMatchObject({ license_id: String(license), lickey: row?.lickey });
    expect(box.calls().flatMap(call => call.leaks)).toEqual([]);

    expect(await box.suspend(item)).toMatchObject({ ended: true });
    expect(box.upstreamServices()[0]?.status).toBe(SUSPENDED);
    expect(await box.resume(item)).toMatchObject({ ended: true });
    expect(await box.prolong(item)).toMatchObject({ exitCode: 0, ended: true });
    expect(chargedFor(box, item)).toEqual(['prolong']);
    expect(box.upstreamServices()[0]?.expiredate).toBe(box.service(item).expiredate);
    expect(await box.closeService(item)).toMatchObject({ ended: true });
    expect(box.upstreamServices().filter(each => each.status === ACTIVE)).toEqual([]);
  });

  test('activates a service that was still waiting, and its opening makes nothing more', async () => {
    const box = await sandbox();
    box.addPanelUser({ name: 'site1', passwd: 'own-password', preset: 'Site hosting' });
    const item = box.addService({ tariff: 'site-hosting' });
    const [row] = await planOf(box, '--item', String(item), '--account', 'site1');
    expect(row).toMatchObject({ verdict: 'bind', effects: ['activate'] });
    await cpbillmgr(box, '--item', String(item), '--account', 'site1', '--apply');
    expect(box.service(item).status).toBe(ACTIVE);
    expect(await box.carryOut(item, 'open')).toMatchObject({ exitCode: 0, ended: true });
    expect(box.panelUsers()).toHaveLength(1);
    expect(box.panelUsers()[0]?.limits).toEqual({});
  });

  test('says of each pair of a file why it cannot be bound, and binds the others', async () => {
    const box = await sandbox();
    for (const name of ['free', 'bound', 'twice', 'spare', 'other-template'])
      box.addPanelUser({
        name,
        passwd: 'password-of-it',
        preset: name === 'other-template' ? 'FTP storage' : 'Site hosting',
      });
    box.addPanelUser({
      name: 'marked',
      passwd: 'password-of-it',
      fullname: 'service 77 0a1b2c3d',
      preset: 'Site hosting',
    });
    const storage = () => byHand(box, { tariff: 'site-hosting' });
    const [good, bound, other, ...rest] = [
      storage(),
      storage(),
      storage(),
      storage(),
      storage(),
      storage(),
      storage(),
    ];
    await cpbillmgr(box, '--item', String(bound), '--account', 'bound', '--apply');
    const license = byHand(box, { tariff: '3541', ip: '192.0.2.1' });
    const foreign = storage();
    const manual = box.addModule({ name: 'By hand', module: 'pmmanual' });
    box.billing.store.run('UPDATE item SET processingmodule = ? WHERE id = ?', manual, foreign);
    const path = file(
      [
        'Service;Username;note',
        `${good};free;fine`,
        `${bound};bound;"is; already"`,
        `${other};bound;taken`,
        `${rest[0]};nobody;missing`,
        `${rest[1]};twice;`,
        `${rest[2]};twice;`,
        `${rest[3]};marked;`,
        `${bound};spare;has one`,
        `${license};free;`,
        `${foreign};spare;`,
        '9999;spare;',
        `${storage()};other-template;`,
      ].join('\r\n'),
    );
    const codes = (await planOf(box, '--csv', path)).map(row => [
      row.verdict,
      ...row.reasons.map(reason => reason.code),
    ]);
    expect(codes).toEqual([
      ['conflict', 'twice'],
      ['conflict', 'twice'],
      ['conflict', 'twice', 'bound_elsewhere'],
      ['conflict', 'not_found'],
      ['conflict', 'twice'],
      ['conflict', 'twice'],
      ['conflict', 'bound_elsewhere'],
      ['conflict', 'twice', 'serves_other'],
      ['conflict', 'service_type'],
      ['conflict', 'other_module'],
      ['conflict', 'service_missing'],
      ['conflict', 'other_tariff'],
    ]);
    const clean = file(`item,account\n${good},free\n${bound},bound\n${rest[0]},nobody\n`);
    const applied = await cpbillmgr(box, '--csv', clean, '--apply');
    expect(applied).toMatchObject({ exitCode: 1 });
    expect(applied.stderr).toBe('1 bound, 0 failed, 1 were already, 1 conflicts.\n');
    expect(box.service(good ?? 0).params['username']).toBe('free');
  });

  test('goes on where it was killed, whatever call that was, and binds each once', async () => {
    for (const [side, action] of [
      ['upstream', 'kill-after'],
      ['mgrctl', 'kill-before'],
      ['mgrctl', 'kill-after'],
    ] as const) {
      const box = await sandbox();
      const license = box.buyByHand({ pricelist: 3541, ip: '192.0.2.10' });
      const item = byHand(box, { tariff: '3541', ip: '192.0.2.10' });
      const pair = ['--item', String(item), '--license', String(license), '--apply'];
      for (let nth = 1; nth <= 12; nth += 1) {
        box.clearFaults();
        box.addFault({ side, func: '*', action, nth });
        await cpbillmgr(box, ...pair);
      }
      box.clearFaults();
      expect(await cpbillmgr(box, ...pair)).toMatchObject({ exitCode: 0 });
      expect(box.upstreamServices()[0]).toMatchObject({ remoteid: String(item) });
      expect(box.charges()).toEqual([]);
      const journal = await journalOf(box);
      const [ledger, open] = [await journal.licenses({}), await journal.operations({ states: ['open'] })];
      await journal.dispose();
      expect(ledger.map(row => [row.item, row.licenseId, row.state])).toEqual([
        [String(item), String(license), 'live'],
      ]);
      expect(open).toEqual([]);
    }
  });

  test('looks again before it binds: a pair that was taken since the plan is refused', async () => {
    const box = await sandbox();
    const license = box.buyByHand({ pricelist: 3541, ip: '192.0.2.10' });
    const item = byHand(box, { tariff: '3541', ip: '192.0.2.10' });
    // the list was read, then somebody else's id is set before the license is read singly
    box.addFault({ side: 'upstream', func: 'soft.edit', action: 'delay:1500' });
    const running = cpbillmgr(box, '--item', String(item), '--license', String(license), '--apply');
    await expect
      .poll(() => box.calls('upstream').some(call => call.func === 'soft.edit'), {
        timeout: 10_000,
        interval: 20,
      })
      .toBe(true);
    box.person('remoteid', license, '4711');
    const applied = await running;
    expect(applied).toMatchObject({ exitCode: 1 });
    expect(applied.stdout).toContain('belongs to service 4711');
    expect(box.upstreamServices()[0]?.remoteid).toBe('4711');
  });
});

describe('adopt --suggest', () => {
  test('finds pairs by what they say of themselves, and says how sure it is', async () => {
    const box = await sandbox();
    const bought = (wish: Parameters<RunningSandbox['buyByHand']>[0]) => String(box.buyByHand(wish));
    const named = byHand(box, { tariff: '3541', ip: '192.0.2.1' });
    const agreeing = byHand(box, { tariff: '3541', ip: '192.0.2.2', licname: 'shop' });
    const addressed = byHand(box, { tariff: '3541', ip: '192.0.2.3', licname: 'here' });
    const otherTariff = byHand(box, { tariff: '55227', ip: '192.0.2.4' });
    const account = byHand(box, { tariff: 'storage' });
    const licenses = [
      bought({ pricelist: 3541, ip: '192.0.2.91', remoteid: String(named) }),
      bought({ pricelist: 3541, ip: '192.0.2.2', licname: 'shop' }),
      bought({ pricelist: 3541, ip: '192.0.2.3', licname: 'there' }),
      bought({ pricelist: 3541, ip: '192.0.2.4' }),
    ];
    box.addPanelUser({ name: `ftp_${account}`, passwd: 'password-of-it', preset: 'FTP storage' });
    bought({ pricelist: 3541, ip: '192.0.2.92', licname: 'nobody' });
    const rows = await planOf(box, '--suggest');
    const found = new Map(rows.map(row => [row.item, [row.license ?? row.account, row.sure, row.by]]));
    expect(found.get(String(named))).toEqual([licenses[0], 'sure', ['remoteid']]);
    expect(found.get(String(agreeing))).toEqual([licenses[1], 'sure', ['address', 'name', 'tariff']]);
    expect(found.get(String(addressed))).toEqual([licenses[2], 'likely', ['address', 'tariff']]);
    expect(found.get(String(otherTariff))).toEqual([licenses[3], 'possible', ['address']]);
    expect(found.get(String(account))).toEqual([`ftp_${account}`, 'likely', ['name_template', 'tariff']]);
    expect(rows).toHaveLength(5);

    const applied = await cpbillmgr(box, '--suggest', '--apply');
    expect(applied.stderr).toContain('2 bound, 0 failed');
    await cpbillmgr(box, '--suggest', '--apply', '--sure', 'likely');
    expect(box.service(account).params['username']).toBe(`ftp_${account}`);
    expect(box.service(otherTariff).params['license_id']).toBeUndefined();
  });

  test('is not sure of two that fit equally well', async () => {
    const box = await sandbox();
    byHand(box, { tariff: '3541', ip: '192.0.2.2', licname: 'shop' });
    box.set('address_check', 'off');
    for (let time = 1; time <= 2; time += 1)
      box.buyByHand({ pricelist: 3541, ip: '192.0.2.2', licname: 'shop' });
    expect((await planOf(box, '--suggest', '--of', 'license')).map(row => row.sure)).toEqual(['possible']);
  });
});

describe('the file', () => {
  test.each<[string, string | Uint8Array, string[], string]>([
    ['no header', '117,site1\n', [], ':1: the first line must name the columns'],
    ['no service', 'item,account\nsite1,117\n', [], ':2: "site1" is no id of a service'],
    ['both given', 'item,account,license\n117,site1,5501\n', [], ':2: exactly one of account and license'],
    ['an open quote', 'item,account\n117,"site1\n', [], ': '],
    [
      'another encoding',
      Buffer.from([0x69, 0x74, 0x65, 0x6d, 0x2c, 0xff, 0xe9]),
      [],
      ':0: this is not utf-8',
    ],
    [
      'an unknown encoding',
      'item,account\n',
      ['--encoding', 'klingon'],
      'the encoding "klingon" is not known',
    ],
  ])('with %s is refused with the line', async (_, text, more, message) => {
    const box = await sandbox();
    const refused = await cpbillmgr(box, '--csv', file(text), ...more);
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toContain(message);
    expect(box.calls()).toEqual([]);
  });

  test.each<[string, Uint8Array, string[]]>([
    ['UTF-8 with its mark and tabs', Buffer.from('\ufeffNote\tAccount\tItem\n"a\tb"\tsite1\tITEM\n'), []],
    ['UTF-16', Buffer.from('\ufeffitem;account\r\nITEM;"site1"\r\n', 'utf16le'), []],
    [
      'windows-1251',
      Buffer.concat([Buffer.from('item,account,note\nITEM,site1,'), Buffer.from([0xcf, 0xf0, 0xe8])]),
      ['--encoding', 'windows-1251'],
    ],
  ])('is read in %s', async (_, bytes, more) => {
    const box = await sandbox();
    box.addPanelUser({ name: 'site1', passwd: 'own-password' });
    const item = String(byHand(box, { tariff: 'site-hosting' }));
    const isWide = bytes[0] === 0xff;
    const text = Buffer.from(bytes)
      .toString(isWide ? 'utf16le' : 'latin1')
      .replace('ITEM', item);
    const path = file(Buffer.from(text, isWide ? 'utf16le' : 'latin1'));
    expect(await planOf(box, '--csv', path, ...more)).toMatchObject([
      { item, account: 'site1', verdict: 'bind' },
    ]);
  });
});

describe('five thousand rows', () => {
  test('are planned within seconds, by list requests alone', async () => {
    const box = await sandbox();
    const lines = ['item,account'];
    box.panel.store.transaction(() =>
      box.billing.store.transaction(() => {
        for (let index = 0; index < 5000; index += 1) {
          const item = box.addService({ tariff: 'site-hosting' });
          box.addPanelUser({ name: `site${item}`, passwd: 'own-password', preset: 'Site hosting' });
          lines.push(`${item},site${item}`);
        }
      }),
    );
    const path = file(lines.join('\n'));
    box.clearCalls();
    const started = performance.now();
    const rows = await planOf(box, '--csv', path);
    const seconds = (performance.now() - started) / 1000;
    expect(rows.filter(row => row.verdict === 'bind')).toHaveLength(5000);
    expect(box.calls('panel').length).toBeLessThan(20);
    expect(box.calls('mgrctl').length).toBeLessThan(30);
    expect(seconds).toBeLessThan(20);
  });
});

test('a reader that goes away does not stop the binding', async () => {
  const box = await sandbox();
  box.addPanelUser({ name: 'site1', passwd: 'own-password', preset: 'Site hosting' });
  const item = byHand(box, { tariff: 'site-hosting' });
  const program = join(box.root, 'sbin/cpbillmgr');
  const child = spawn(program, ['adopt', '--item', String(item), '--account', 'site1', '--apply'], {
    env: { PATH: '/usr/bin:/bin', CPBILLMGR_ROOT: box.root },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.stdout.destroy();
  await new Promise(resolve => child.on('close', resolve));
  expect(box.service(item).params['username']).toBe('site1');
});
