import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { expectOnePassword, module } from './accounts-support.ts';
import { errorOf, journalOf, sandbox } from './support.ts';

const ACTIVE = 2;

describe('the connection', () => {
  const check = (box: RunningSandbox, settings: Readonly<Record<string, string>>) => {
    const given = {
      url: box.panelUrl,
      username: 'storageadmin',
      password: 'sandbox-panel-password',
      ...settings,
    };
    const fields = Object.entries(given).map(([name, value]) => `<${name}>${value}</${name}>`);
    return box.runModule(['--command', 'check_connection'], {
      program: 'pmcpispmgr',
      stdin: `<doc><processingmodule>${fields.join('')}</processingmodule></doc>`,
    });
  };

  test.each([
    ['an administrator is good', {}, ''],
    ['a wrong password is told', { password: 'wrong-password' }, 'panel_auth'],
    [
      "a reseller's login will not do",
      { username: 'reseller1', password: 'sandbox-reseller-password' },
      'panel_access',
    ],
    [
      "a user's login will not do",
      { username: 'plain', password: 'of-a-plain-user' },
      'panel_access',
    ],
    ['no password is told', { password: '' }, 'panel_setting_missing'],
    ['no address is told', { url: 'storage' }, 'panel_setting_bad'],
  ])('%s', async (_, settings, type) => {
    const box = await sandbox();
    box.addPanelUser({ name: 'plain', passwd: 'of-a-plain-user' });
    const checked = await check(box, settings);
    expect(errorOf(checked).type).toBe(type);
    expect(checked.exitCode).toBe(type === '' ? 0 : 1);
  });

  test('the address of a billing is told from that of a panel', async () => {
    const box = await sandbox();
    const checked = await check(box, {
      url: box.url,
      username: box.username,
      password: box.password,
    });
    expect(errorOf(checked).type).toBe('panel_wrong');
  });

  test('a panel that is down leaves the operation to be retried, without a task', async () => {
    const box = await sandbox();
    await box.setListening(false);
    const opened = await box.order({ tariff: 'storage' });
    expect(errorOf(opened).type).toBe('panel_unreachable');
    expect(box.tasks()).toEqual([]);
    await box.setListening(true);
    expect(await box.retry(opened.operation)).toMatchObject({ exitCode: 0, ended: true });
    expectOnePassword(box, opened.item);
  });

  test('another panel of the tariff takes the order when the first one refuses the login', async () => {
    const box = await sandbox();
    box.set('panel_password', 'changed-by-somebody');
    const connection = {
      url: box.panelUrl,
      username: 'storageadmin',
      password: 'changed-by-somebody',
    };
    const second = box.addModule({ name: 'Other panel', module: 'pmcpispmgr', connection });
    const { id } = box.billing.store.get<{ id: number }>(
      "SELECT id FROM pricelist WHERE intname = 'storage'",
    ) ?? { id: 0 };
    box.billing.store.insert('pricelist2processingmodule', {
      pricelist: id,
      processingmodule: second,
      orderby: 2,
    });
    const opened = await box.order({ tariff: 'storage' });
    expect(opened).toMatchObject({ exitCode: 0, ended: true });
    expect(box.service(opened.item).processingmodule).toBe(second);
  });
});

describe('forms', () => {
  test('of a tariff offer the templates of the panel, and keep what was saved', async () => {
    const box = await sandbox();
    const form =
      '<doc><id>12</id><processingmodule>2</processingmodule><account_template>Gone &amp; away</account_template><slist name="account_template"/></doc>';
    const tuned = await box.runModule(['--command', 'pricelist_dynamic_settings_tune'], {
      program: 'pmcpispmgr',
      stdin: form,
    });
    expect(tuned.exitCode).toBe(0);
    expect(tuned.stdout).toContain(
      '<slist name="account_template"><val key=""/><val key="Gone &amp; away">Gone &amp; away</val><val key="FTP storage">FTP storage</val><val key="Mail only">Mail only</val><val key="Site hosting">Site hosting</val><val key="Web hosting">Web hosting</val></slist>',
    );
    expect(tuned.stdout).toContain('<id>12</id>');
  });

  test('of a tariff open without templates while the panel is down', async () => {
    const box = await sandbox();
    await box.setListening(false);
    const tuned = await box.runModule(['--command', 'pricelist_dynamic_settings_tune'], {
      program: 'pmcpispmgr',
      stdin: '<doc><id>12</id></doc>',
    });
    expect(tuned).toMatchObject({ exitCode: 0 });
    expect(tuned.stdout).toContain('<slist name="account_template"><val key=""/></slist>');
    expect(readFileSync(join(box.root, 'var/pmcpispmgr.log'), 'utf8')).toContain(
      'templates of processing module 2',
    );
  });

  test('the module answers to its own name only with what it can', async () => {
    const box = await sandbox();
    expect(errorOf(await module(box, '--command', 'gen_key', '--item', '1')).type).toBe(
      'command_unknown',
    );
    const features = await module(box, '--command', 'features');
    expect(features.stdout).toContain('<itemtype name="backupservice"/>');
    expect(features.stdout).toContain('<feature name="pricelist_dynamic_settings"/>');
  });

  test('import makes services of accounts that serve nobody, once', async () => {
    const box = await sandbox();
    await box.order({ tariff: 'storage' });
    box.addPanelUser({ name: 'old1', passwd: 'password-of-old', preset: 'storage' });
    box.addPanelUser({ name: 'other', passwd: 'password-of-old' });
    const args = [
      '--command',
      'import',
      '--module',
      '2',
      '--itemtype',
      'backupservice',
      '--searchstring',
      'OLD',
    ];
    for (let time = 1; time <= 2; time += 1)
      expect(await module(box, ...args)).toMatchObject({ exitCode: 0 });
    const imported = box.services().filter(each => each.params['username'] === 'old1');
    expect(imported).toHaveLength(1);
    expect(imported[0]).toMatchObject({
      status: ACTIVE,
      itemtype: 'backupservice',
      tariff: 'storage',
    });
    const journal = await journalOf(box);
    const ledger = await journal.licenseOf(String(imported[0]?.id));
    await journal.dispose();
    expect(ledger?.licenseId).toBe('old1');
  });
});
