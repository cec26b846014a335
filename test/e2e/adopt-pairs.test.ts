import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { byHand, cpbillmgr, file, planOf } from './adopt-support.ts';
import { sandbox } from './support.ts';

describe('adopt --suggest', () => {
  test('finds pairs by what they say of themselves, and says how sure it is', async () => {
    const box = await sandbox();
    const bought = (wish: Parameters<RunningSandbox['buyByHand']>[0]) =>
      String(box.buyByHand(wish));
    const named = byHand(box, { tariff: '3541', ip: '192.0.2.1' });
    const numbered = byHand(box, { tariff: '3541', ip: '192.0.2.5', licname: 'numbered' });
    const agreeing = byHand(box, { tariff: '3541', ip: '192.0.2.2', licname: 'shop' });
    const addressed = byHand(box, { tariff: '3541', ip: '192.0.2.3', licname: 'here' });
    const otherTariff = byHand(box, { tariff: '55227', ip: '192.0.2.4' });
    const account = byHand(box, { tariff: 'storage' });
    const licenses = [
      bought({ pricelist: 3541, ip: '192.0.2.1', remoteid: String(named) }),
      bought({ pricelist: 3541, ip: '192.0.2.2', licname: 'shop' }),
      bought({ pricelist: 3541, ip: '192.0.2.3', licname: 'there' }),
      bought({ pricelist: 3541, ip: '192.0.2.4' }),
    ];
    const strange = bought({ pricelist: 3541, ip: '192.0.2.91', remoteid: String(numbered) });
    box.addPanelUser({ name: `ftp_${account}`, passwd: 'password-of-it', preset: 'FTP storage' });
    bought({ pricelist: 3541, ip: '192.0.2.92', licname: 'nobody' });
    const rows = await planOf(box, '--suggest');
    const found = new Map(
      rows.map(row => [row.item, [row.license ?? row.account, row.sure, row.by]]),
    );
    expect(found.get(String(named))).toEqual([
      licenses[0],
      'sure',
      ['remoteid', 'address', 'tariff'],
    ]);
    // another billing may have a service of this number
    expect(found.get(String(numbered))).toEqual([strange, 'possible', ['remoteid', 'tariff']]);
    expect(found.get(String(agreeing))).toEqual([
      licenses[1],
      'sure',
      ['address', 'name', 'tariff'],
    ]);
    expect(found.get(String(addressed))).toEqual([licenses[2], 'likely', ['address', 'tariff']]);
    expect(found.get(String(otherTariff))).toEqual([licenses[3], 'possible', ['address']]);
    expect(found.get(String(account))).toEqual([
      `ftp_${account}`,
      'likely',
      ['name_template', 'tariff'],
    ]);
    expect(rows).toHaveLength(6);

    const applied = await cpbillmgr(box, '--suggest', '--apply');
    expect(applied.stderr).toContain('2 bound, 0 failed');
    await cpbillmgr(box, '--suggest', '--apply', '--sure', 'likely');
    expect(box.service(account).params['username']).toBe(`ftp_${account}`);
    for (const item of [otherTariff, numbered])
      expect(box.service(item).params['license_id']).toBeUndefined();
  });

  test("takes an account that is called as the service's client for likely, by list requests alone", async () => {
    const box = await sandbox();
    const [one, other] = [1, 2].map(account => byHand(box, { tariff: 'storage', account }));
    const [first, second] = box.billing.store.all<{ name: string }>(
      'SELECT name FROM user ORDER BY account',
    );
    const nameOf = (user: { name: string } | undefined) => user?.name.split('@')[0] ?? '';
    for (const user of [first, second])
      box.addPanelUser({ name: nameOf(user), passwd: 'password-of-it', preset: 'FTP storage' });
    box.clearCalls();
    const rows = await planOf(box, '--suggest', '--of', 'account');
    expect(rows.map(row => [row.item, row.account, row.sure, row.by])).toEqual([
      [String(one), nameOf(first), 'likely', ['client', 'tariff']],
      [String(other), nameOf(second), 'likely', ['client', 'tariff']],
    ]);
    expect(box.calls('mgrctl').filter(call => call.func === 'user').length).toBeLessThan(4);
  });

  test("goes without the clients' names where BILLmanager does not tell them", async () => {
    const box = await sandbox();
    const item = byHand(box, { tariff: 'storage' });
    box.addPanelUser({ name: `ftp_${item}`, passwd: 'password-of-it', preset: 'FTP storage' });
    box.addFault({ side: 'mgrctl', func: 'user', action: 'error:access' });
    const rows = await planOf(box, '--suggest', '--of', 'account');
    expect(rows).toMatchObject([{ account: `ftp_${item}`, sure: 'likely' }]);
  });

  test('is not sure of two that fit equally well', async () => {
    const box = await sandbox();
    byHand(box, { tariff: '3541', ip: '192.0.2.2', licname: 'shop' });
    box.set('address_check', 'off');
    for (let time = 1; time <= 2; time += 1)
      box.buyByHand({ pricelist: 3541, ip: '192.0.2.2', licname: 'shop' });
    expect((await planOf(box, '--suggest', '--of', 'license')).map(row => row.sure)).toEqual([
      'possible',
    ]);
  });
});

describe('the file', () => {
  test.each<[string, string | Uint8Array, string[], string]>([
    ['no header', '117,site1\n', [], ':1: the first line must name the columns'],
    ['no service', 'item,account\nsite1,117\n', [], ':2: "site1" is no id of a service'],
    [
      'both given',
      'item,account,license\n117,site1,5501\n',
      [],
      ':2: exactly one of account and license',
    ],
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
    [
      'UTF-8 with its mark and tabs',
      Buffer.from('\ufeffNote\tAccount\tItem\n"a\tb"\tsite1\tITEM\n'),
      [],
    ],
    ['UTF-16', Buffer.from('\ufeffitem;account\r\nITEM;"site1"\r\n', 'utf16le'), []],
    [
      'windows-1251',
      Buffer.concat([
        Buffer.from('item,account,note\nITEM,site1,'),
        Buffer.from([0xcf, 0xf0, 0xe8]),
      ]),
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
    const rows = await planOf(box, '--csv', path);
    expect(rows.filter(row => row.verdict === 'bind')).toHaveLength(5000);
    expect(box.calls('panel').length).toBeLessThan(20);
    expect(box.calls('mgrctl').length).toBeLessThan(30);
  });
});
