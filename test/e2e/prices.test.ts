import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { deleteState, sandbox } from './support.ts';

const gatewayBox = (conf = ''): Promise<RunningSandbox> =>
  sandbox({ conf: `\n[gateway]\ncurrency = RUB\n${conf}` });

describe('cpbillmgr prices', () => {
  test('tells what the vendor asks, what a panel shows, and what is left', async () => {
    const box = await gatewayBox(
      'margin = 20%\n\n[price 55361]\nfixed = 400 RUB\n[price 55362]\nshow = off\n',
    );
    box.upstream.store.run("DELETE FROM prices WHERE pricelist = 55363 AND currency = 'RUB'");
    const json = await box.runModule(['prices', '--json']);
    expect(json.exitCode).toBe(0);
    const rows: { module: string }[] = JSON.parse(json.stdout);
    const rowOf = (module: string) => rows.find(each => each.module === module);
    expect(rowOf('23221')).toEqual({
      module: '23221',
      name: 'DDoS-GUARD',
      service: 'DDoSGUARD',
      currency: 'RUB',
      cost: '950.0000',
      price: '1140.0000',
      margin: '190.0000',
      margin_percent: '20.0',
      rule: 'margin',
      shown: true,
      warnings: [],
    });
    expect(rowOf('55361')).toMatchObject({ margin: '-50.0000', warnings: ['below_cost'] });
    expect(rowOf('55362')).toMatchObject({ shown: false, warnings: ['hidden'] });
    expect(rowOf('55363')).toMatchObject({ price: null, shown: false, warnings: ['no_price'] });
    expect(json.stderr).toMatch(/55361 Dr\.Web 55361 \(RUB\) is sold below its cost/);
    expect(json.stderr).toMatch(/55363 Dr\.Web 55363 has no price for one month/);
    const table = await box.runModule(['prices', '--module', '23221']);
    expect(table.stdout.split('\n').map(line => line.trim().split(/ {2,}/))).toEqual([
      ['module', 'name', 'service', 'currency', 'cost', 'price', 'margin', '%', 'rule', 'shown'],
      [
        '23221',
        'DDoS-GUARD',
        'DDoSGUARD',
        'RUB',
        '950.0000',
        '1140.0000',
        '190.0000',
        '20.0',
        'margin',
        'yes',
      ],
      [''],
    ]);
  });

  test('tells the prices that were read last while the vendor is down', async () => {
    const box = await gatewayBox();
    await box.runModule(['prices']);
    await box.setListening(false);
    const { exitCode, stdout, stderr } = await box.runModule(['prices', '--module', '23221']);
    expect({ exitCode, found: stdout.includes('950.0000') }).toEqual({ exitCode: 0, found: true });
    expect(stderr).toContain('The vendor cannot be asked now');
    deleteState(box);
    expect(await box.runModule(['prices'])).toMatchObject({ exitCode: 1, stdout: '' });
  });

  test('names the modules that are ordered automatically and billed to nobody', async () => {
    const box = await gatewayBox('mode = automatic\n\n[price 55361]\ntariff = 8\n');
    const { stdout, stderr } = await box.runModule(['prices', '--json']);
    const rows: { module: string; warnings: string[] }[] = JSON.parse(stdout);
    const unbilled = rows
      .filter(each => each.warnings.includes('not_billed'))
      .map(each => each.module);
    expect(unbilled).toContain('23221');
    expect(unbilled).not.toContain('55361');
    expect(stderr).toContain('billed to nobody: add tariff = NUMBER to [price 23221]');
  });

  test('says that a module does not exist', async () => {
    const box = await gatewayBox();
    const { exitCode, stdout, stderr } = await box.runModule(['prices', '--module', '4711']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('has no module 4711');
  });

  test('asks the account of the processing module where the conf names none', async () => {
    const box = await gatewayBox();
    const file = join(box.root, 'etc/cpbillmgr.conf');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(/^(url|username|password) = .*\n/gm, ''),
    );
    expect((await box.runModule(['prices', '--module', '23221'])).stdout).toContain('950.0000');
  });
});
