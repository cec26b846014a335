import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../../scripts/lib/publish.ts';
import { DIST, PROJECT, runBare } from './support.ts';
import { temporaryFolder } from './temporary-folder.ts';

const SCRIPT = join(PROJECT, 'scripts', 'install');

/** A manager root as far as the installation looks at it. */
function managerRoot(): string {
  const root = temporaryFolder();
  for (const folder of ['sbin', 'etc', 'var', 'processing']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'sbin', 'mgrctl'), '');
  return root;
}

/**
 * As on a server: no Node, no packages, nothing in the environment but where the system's tools
 * are.
 */
function install(root: string, ...options: readonly string[]) {
  return runBare('/bin/bash', [SCRIPT, '--root', root, ...options], { PATH: '/usr/bin:/bin' });
}

function mode(root: string, path: string): string {
  return (statSync(join(root, path)).mode & 0o7777).toString(8);
}

describe('scripts/install', () => {
  test('puts everything in its place with the right modes, and says what is left to do', () => {
    const root = managerRoot();
    const result = install(root);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(result.stdout).toContain(`${root}/sbin/mgrctl -m billmgr exit`);
    expect(mode(root, 'processing/pmcpbillmgr')).toBe('755');
    expect(mode(root, 'etc/cpbillmgr.conf')).toBe('600');
    expect(mode(root, 'var/cpbillmgr')).toBe('700');
    expect(readdirSync(join(root, 'processing')).sort()).toEqual(['pmcpbillmgr', 'pmcpispmgr']);
    for (const path of ['processing/pmcpbillmgr', 'processing/pmcpispmgr', 'sbin/cpbillmgr']) {
      expect(runBare(join(root, path), ['--command', 'features'])).toMatchObject({
        status: 0,
        stderr: '',
      });
    }
  });

  test('changes nothing when it is run again', () => {
    const root = managerRoot();
    install(root);
    const before = filesBelow(root).map(path => [path, statSync(join(root, path)).ino]);
    const result = install(root);
    expect(result.status).toBe(0);
    expect(result.stdout).not.toMatch(/^(installed|replaced|made)/m);
    const after = filesBelow(root).map(path => [path, statSync(join(root, path)).ino]);
    // the list of what is installed is written anew each time
    const others = (list: typeof before) =>
      list.filter(([path]) => path !== 'lib/cpbillmgr/installed');
    expect(others(after)).toEqual(others(before));
  });

  test('keeps an edited conf, closes it to others and puts the new one beside it', () => {
    const root = managerRoot();
    install(root);
    const conf = join(root, 'etc', 'cpbillmgr.conf');
    appendFileSync(conf, 'Preset 3541-Mine\n');
    chmodSync(conf, 0o644);
    const edited = readFileSync(conf);
    const result = install(root);
    expect(result.status).toBe(0);
    expect(readFileSync(conf)).toEqual(edited);
    expect(mode(root, 'etc/cpbillmgr.conf')).toBe('600');
    expect(readFileSync(`${conf}.dist`)).toEqual(readFileSync(join(DIST, 'etc', 'cpbillmgr.conf')));
    expect(mode(root, 'etc/cpbillmgr.conf.dist')).toBe('600');
  });

  test('replaces an older executable, while one that runs goes on', async () => {
    const root = managerRoot();
    install(root);
    const executable = join(root, 'processing', 'pmcpbillmgr');
    const old = statSync(executable).ino;
    const running = spawn(executable, ['--command', 'features'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {},
    });
    appendFileSync(join(root, 'etc/xml/billmgr_mod_pmcpbillmgr.xml'), '<!-- older -->');
    chmodSync(executable, 0o700);
    expect(install(root).stdout).toMatch(/^replaced +processing\/pmcpbillmgr$/m);
    expect(statSync(executable).ino).not.toBe(old);
    let output = '';
    for await (const chunk of running.stdout) output += chunk;
    expect(output).toContain('</doc>');
  });

  test('takes away what it put there and leaves the conf and the state', () => {
    const root = managerRoot();
    install(root);
    writeFileSync(join(root, 'var/cpbillmgr/state.db'), 'state');
    writeFileSync(join(root, 'processing/pmother'), 'of somebody else');
    const result = install(root, '--remove');
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(filesBelow(root).sort()).toEqual([
      'etc/cpbillmgr.conf',
      'processing/pmother',
      'sbin/mgrctl',
      'var/cpbillmgr/state.db',
    ]);
    expect(readdirSync(root).sort()).toEqual(['etc', 'processing', 'sbin', 'var']);
  });

  test('takes the conf, the state and the logs away when it is told to purge', () => {
    const root = managerRoot();
    install(root);
    writeFileSync(join(root, 'var/cpbillmgr/state.db'), 'state');
    writeFileSync(join(root, 'var/pmcpbillmgr.log'), 'log');
    expect(install(root, '--remove', '--purge').status).toBe(0);
    expect(filesBelow(root)).toEqual(['sbin/mgrctl']);
  });

  test('removes nothing twice and says so', () => {
    const result = install(managerRoot(), '--remove');
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('Nothing is installed');
  });

  test('refuses a folder that is no manager root, unless it is forced', () => {
    const folder = temporaryFolder();
    const refused = install(folder);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('is not a manager root');
    expect(readdirSync(folder)).toEqual([]);
    expect(install(folder, '--force').status).toBe(0);
  });

  test.each([['--rot'], ['--purge']])('refuses the arguments %s', option => {
    const root = managerRoot();
    const result = install(root, option);
    expect(result.status).toBe(2);
    expect(filesBelow(root)).toEqual(['sbin/mgrctl']);
  });

  test('leaves a list of what it put there when it is broken off', () => {
    const root = managerRoot();
    // a folder where a file belongs cannot be replaced
    mkdirSync(join(root, 'sbin', 'cpbillmgr'));
    const result = install(root);
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain('broken off');
    expect(spawnSync('/bin/rmdir', [join(root, 'sbin', 'cpbillmgr')]).status).toBe(0);
    expect(install(root, '--remove').status).toBe(0);
    expect(filesBelow(root)).toEqual(['sbin/mgrctl']);
  });

  test('puts the cron entry and the systemd units where they belong, with the root in them, and takes them away', () => {
    const root = managerRoot();
    const system = temporaryFolder();
    for (const folder of ['etc/cron.d', 'etc/systemd/system'])
      mkdirSync(join(system, folder), { recursive: true });
    expect(install(root, '--system', system)).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(system, 'etc/cron.d/cpbillmgr'), 'utf8')).toContain(
      `[ ! -x "${root}/sbin/cpbillmgr" ] || "${root}/sbin/cpbillmgr" checkevent\n`,
    );
    const unit = readFileSync(
      join(system, 'etc/systemd/system/cpbillmgr-checkevent.service'),
      'utf8',
    );
    expect(unit).toContain(`ExecStart="${root}/sbin/cpbillmgr" checkevent\n`);
    appendFileSync(join(system, 'etc/cron.d/cpbillmgr'), '# mine\n');
    expect(install(root, '--system', system).stdout).toContain('etc/cron.d/cpbillmgr (yours)');
    expect(install(root, '--remove', '--system', system)).toMatchObject({ status: 0, stderr: '' });
    expect(filesBelow(system)).toEqual([]);
  });

  test('leaves the system alone when it installs under another root', () => {
    expect(install(managerRoot()).stdout).not.toMatch(/etc\/cron\.d|systemctl/);
  });
});
