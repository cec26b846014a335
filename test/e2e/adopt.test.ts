import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { marked } from '../support/remoteid.ts';
import { byHand, changes, cpbillmgr, file, planOf } from './adopt-support.ts';
import { chargedFor, sandbox } from './support.ts';

const ACTIVE = 2;
const SUSPENDED = 3;

describe('adopt', () => {
  test('shows a plan, binds an account when told to, and changes nothing the second time', async () => {
    const box = await sandbox();
    box.addPanelUser({
      name: 'site1',
      passwd: 'own-password',
      fullname: 'A client',
      preset: 'Site hosting',
    });
    const item = byHand(box, { tariff: 'site-hosting', params: { userpassword: 'own-password' } });
    const pair = ['--item', String(item), '--account', 'site1'];

    const plan = await cpbillmgr(box, ...pair);
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(plan.stdout).toMatch(new RegExp(`${item} +Site hosting +site1 +A client +bind`));
    expect(plan.stderr).toBe(
      'To bind: 1. Bound already: 0. Conflicts: 0. Nothing has been changed; --apply binds.\n',
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
    const applied = await cpbillmgr(
      box,
      '--item',
      String(item),
      '--license',
      String(license),
      '--apply',
    );
    expect(applied).toMatchObject({ exitCode: 0 });
    expect(box.charges()).toEqual([]);
    expect(changes(box).filter(each => each.startsWith('upstream'))).toEqual([
      'upstream soft.edit',
    ]);
    const [row] = box.upstreamServices();
    expect(row).toMatchObject({
      id: license,
      remoteid: marked(item),
      ip: '192.0.2.10',
      licname: 'old shop',
    });
    expect(box.service(item).params).toMatchObject({
      license_id: String(license),
      lickey: row?.lickey,
    });
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

  test('looks again before it binds: a pair that was taken since the plan is refused', async () => {
    const box = await sandbox();
    const license = box.buyByHand({ pricelist: 3541, ip: '192.0.2.10' });
    const item = byHand(box, { tariff: '3541', ip: '192.0.2.10' });
    // the list was read, then somebody else's id is set before the license is read singly
    box.addFault({ side: 'upstream', func: 'soft.edit', action: 'delay:1500' });
    const running = cpbillmgr(box, '--item', String(item), '--license', String(license), '--apply');
    await expect
      .poll(() => box.calls('upstream').some(call => call.func === 'soft.edit'), {
        timeout: 300_000,
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
