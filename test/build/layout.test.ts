import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesBelow } from '../../scripts/lib/publish.ts';
import { DIST, PROJECT } from './support.ts';

describe('dist', () => {
  test('is laid out like the manager root and holds nothing else', () => {
    const made = filesBelow(DIST).filter(path => !path.startsWith('var/'));
    const expected = [
      'README.md',
      'THIRD_PARTY.md',
      'etc/cpbillmgr.conf',
      'etc/xml/billmgr_mod_pmcpbillmgr.xml',
      'etc/xml/billmgr_mod_pmcpispmgr.xml',
      'lib/cpbillmgr/better_sqlite3.node',
      ...[
        'cron.d/cpbillmgr',
        ...readdirSync(join(PROJECT, 'etc/systemd')).map(name => `systemd/${name}`),
      ].map(name => `lib/cpbillmgr/system/${name}`),
      'processing/pmcpbillmgr',
      'processing/pmcpispmgr',
      'sbin/cpbillmgr',
      'skins/common/plugin-logo/billmanager-plugin-pmcpbillmgr.png',
      'skins/common/plugin-logo/billmanager-plugin-pmcpispmgr.png',
    ];
    expect(made.sort()).toEqual(expected.sort());
  });

  test('has one executable and relative links to it', () => {
    expect(lstatSync(join(DIST, 'processing/pmcpbillmgr')).isFile()).toBe(true);
    expect(readlinkSync(join(DIST, 'processing/pmcpispmgr'))).toBe('pmcpbillmgr');
    expect(readlinkSync(join(DIST, 'sbin/cpbillmgr'))).toBe('../processing/pmcpbillmgr');
  });

  test('has nothing but executables in processing/, where BILLmanager takes every file for a module', () => {
    for (const name of readdirSync(join(DIST, 'processing'))) {
      expect(statSync(join(DIST, 'processing', name)).mode & 0o111).toBe(0o111);
    }
  });

  test('has a conf that only its owner may read, as it is in etc/', () => {
    expect(statSync(join(DIST, 'etc/cpbillmgr.conf')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(DIST, 'etc/cpbillmgr.conf'))).toEqual(
      readFileSync(join(PROJECT, 'etc/cpbillmgr.conf')),
    );
  });

  test('has pictures of 96x96 points', () => {
    for (const module of ['pmcpbillmgr', 'pmcpispmgr']) {
      const png = readFileSync(
        join(DIST, `skins/common/plugin-logo/billmanager-plugin-${module}.png`),
      );
      expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([96, 96]);
    }
  });

  test('names the license of everything of others that is in the executable', () => {
    const text = readFileSync(join(DIST, 'THIRD_PARTY.md'), 'utf8');
    expect(text).toMatch(/^## Node\.js v26\./m);
    const named = [...text.matchAll(/^## (\S+) \S+ \(/gm)].map(match => match[1]);
    // what every operation needs; packages that only they need follow them in
    expect(named).toEqual(
      expect.arrayContaining(['better-sqlite3', 'fast-xml-parser', 'xmlbuilder2', 'yargs']),
    );
  });
});
