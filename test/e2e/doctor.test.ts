import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { sandbox, stateFile } from './support.ts';

interface Found {
  readonly about: string;
  readonly level: string;
  readonly text: string;
  readonly mend: string | null;
}

async function examined(box: RunningSandbox) {
  const { exitCode, stdout, stderr } = await box.runModule(['doctor', '--json']);
  expect(stderr).toBe('');
  const findings = JSON.parse(stdout) as readonly Found[];
  return { exitCode, findings, ill: findings.filter(({ level }) => level !== 'ok') };
}

const WISH = { tariff: '3541', ip: '192.0.2.10', licname: 'shop' };

describe('the doctor', () => {
  test('finds nothing where all is well, and changes nothing', async () => {
    const box = await sandbox();
    await box.order(WISH);
    const before = [box.upstreamServices(), box.charges()];
    const { exitCode, findings } = await examined(box);
    expect(exitCode).toBe(0);
    expect(findings.map(({ about, level }) => `${about} ${level}`)).toEqual([
      'maintenance ok',
      'conf ok',
      'BILLmanager ok',
      'module 1 ok',
      'module 2 ok',
      'machine ok',
      'mark ok',
    ]);
    expect([box.upstreamServices(), box.charges()]).toEqual(before);
  });

  test('says what is broken, and below it what mends it', async () => {
    const box = await sandbox();
    await box.order(WISH);
    const state = new Database(stateFile(box));
    state.exec("UPDATE machine SET machine_id = 'another', hardware = ''");
    state.close();
    const { exitCode, stdout } = await box.runModule(['doctor']);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(
      /^broken {3}machine: .* nothing is bought or changed\n {9}-> cpbillmgr installation moved/m,
    );
    const russian = await box.runModule(['doctor', '--lang', 'ru']);
    expect(russian.stdout).toContain('не работает');
  });

  test('tries the login of each module', async () => {
    const box = await sandbox();
    box.set('password', 'another-one');
    const { exitCode, ill } = await examined(box);
    expect(exitCode).toBe(2);
    expect(ill).toMatchObject([{ about: 'module 1', level: 'broken' }]);
  });

  test('looks no further than a conf that cannot be read', async () => {
    const box = await sandbox();
    appendFileSync(join(box.root, 'etc/cpbillmgr.conf'), '\n[nonsense]\nx = 1\n');
    const { exitCode, ill } = await examined(box);
    expect(exitCode).toBe(2);
    expect(ill).toMatchObject([
      { about: 'conf', level: 'broken', mend: expect.stringContaining('cpbillmgr conf check') },
    ]);
  });

  test('warns of a conf that names no preset', async () => {
    const box = await sandbox();
    const file = join(box.root, 'etc/cpbillmgr.conf');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/^Preset .*$/gm, ''));
    const { exitCode, ill } = await examined(box);
    expect(exitCode).toBe(1);
    expect(ill).toMatchObject([
      { about: 'conf', level: 'warning', mend: expect.stringContaining('Preset 3541-') },
    ]);
  });

  test('warns of maintenance, and of a state file that was begun anew', async () => {
    // forms do not tell the copy of the mark
    const box = await sandbox({ facts: 'database' });
    await box.order(WISH);
    for (const end of ['', '-wal', '-shm']) rmSync(`${stateFile(box)}${end}`, { force: true });
    await box.runModule(['licenses']);
    writeFileSync(join(box.root, 'etc/billmgr.DoNothing'), '');
    const { exitCode, ill } = await examined(box);
    expect(exitCode).toBe(1);
    expect(ill).toMatchObject([
      { about: 'maintenance', level: 'warning' },
      { about: 'mark', level: 'warning' },
    ]);
  });
});
