import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { errorOf, logOf, sandbox, stateFile } from '../e2e/support.ts';
import { makeCertificates } from '../manager-api/certificates.ts';
import { giveAway } from '../support/give-away.ts';

const ORDER = { tariff: '3541', ip: '192.0.2.10' };
const AGAIN = { tariff: '3541', ip: '192.0.2.11' };

/** A program in mgrctl's place that notes that it was started. */
function plantMgrctl(box: RunningSandbox): { wasStarted(): boolean } {
  const place = join(box.root, 'sbin/mgrctl');
  const note = join(box.dir, 'started');
  rmSync(place);
  writeFileSync(place, `#!/bin/sh\n: > '${note}'\n`, { mode: 0o755 });
  return { wasStarted: () => existsSync(note) };
}

/** The same whole open, refused before anything was bought. */
async function refused(box: RunningSandbox): Promise<{ type: string; text: string }> {
  const charged = box.charges().length;
  const run = await box.order(AGAIN);
  expect(run).toMatchObject({ exitCode: 1, ended: false });
  expect(box.charges()).toHaveLength(charged);
  return errorOf(run);
}

describe('a manager root in which others could have put their own programs', () => {
  const open: readonly [string, (root: string) => string][] = [
    ['its folder sbin may be written by all', root => opened(join(root, 'sbin'), 0o777)],
    ['it may be written by a group', root => opened(root, 0o775)],
    ['it is somebody else’s', root => given(root)],
    ['its mgrctl may be written by all', root => opened(join(root, 'sbin/mgrctl'), 0o757)],
    ['its mgrctl is somebody else’s', root => given(join(root, 'sbin/mgrctl'))],
  ];

  test.each(open)('starts nothing of it: %s', async (_, expose) => {
    const box = await sandbox();
    const planted = plantMgrctl(box);
    const place = expose(box.root);
    expect(await refused(box)).toEqual({
      type: 'path_exposed',
      text: expect.stringContaining(`${place} may be changed by others`),
    });
    const run = await box.runModule(['checkevent']);
    expect(run).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`${place} may be changed`),
    });
    expect(planted.wasStarted()).toBe(false);
  });

  test('starts nothing where a folder above it is one of all', async () => {
    const box = await sandbox();
    const planted = plantMgrctl(box);
    chmodSync(box.dir, 0o777);
    const run = spawnSync(
      join(box.root, 'processing/pmcpbillmgr'),
      ['--command', 'open', '--item', '101'],
      {
        env: { CPBILLMGR_ROOT: box.root },
        encoding: 'utf8',
      },
    );
    chmodSync(box.dir, 0o700);
    expect(errorOf(run)).toMatchObject({
      type: 'path_exposed',
      text: expect.stringContaining(box.dir),
    });
    expect(planted.wasStarted()).toBe(false);
  });

  test('with a link for mgrctl is judged by where the link leads', async () => {
    const box = await sandbox();
    const planted = plantMgrctl(box);
    const elsewhere = join(box.dir, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(join(box.root, 'sbin/mgrctl'), join(elsewhere, 'mgrctl'));
    symlinkSync(join(elsewhere, 'mgrctl'), join(box.root, 'sbin/mgrctl'));
    chmodSync(elsewhere, 0o777);
    expect(await refused(box)).toMatchObject({
      type: 'path_exposed',
      text: expect.stringContaining(elsewhere),
    });
    expect(planted.wasStarted()).toBe(false);
  });
});

function opened(path: string, mode: number): string {
  chmodSync(path, mode);
  return path;
}

function given(path: string): string {
  giveAway(path);
  return path;
}

describe('before BILLmanager is asked anything', () => {
  /** Nothing but what tells BILLmanager of the fault. */
  const TELLS =
    /^(soft\.edit|processing\.edit|runningoperation\.edit|runningoperation\.setmanual|task\..*)$/;

  test.each([
    ['conf', 'etc/cpbillmgr.conf', 0o622, 'conf_exposed'],
    ['folder of the conf', 'etc', 0o777, 'path_exposed'],
    ['folder above the state’s', 'var', 0o777, 'path_exposed'],
    ['state’s folder', 'var/cpbillmgr', 0o777, 'state_folder_exposed'],
    ['state’s folder, like /tmp', 'var/cpbillmgr', 0o1777, 'path_exposed'],
    ['file beside the state', 'var/cpbillmgr/state.db-journal', 0o666, 'state_exposed'],
  ])('the %s that others may change is told, and nothing is done', async (_, name, mode, type) => {
    const box = await sandbox();
    await box.order(ORDER);
    const path = join(box.root, name);
    if (!existsSync(path)) writeFileSync(path, '');
    chmodSync(path, mode);
    box.clearCalls();
    const fault = await refused(box);
    expect(fault).toEqual({ type, text: expect.stringContaining(path) });
    expect(box.calls('upstream')).toEqual([]);
    for (const { func } of box.calls('mgrctl')) expect(func).toMatch(TELLS);
    // it says what is to be done with it, and an administrator is told
    expect(box.tasks()).toHaveLength(1);
    const run = await box.runModule(['checkevent']);
    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(path) });
  });

  test.each(['etc/cpbillmgr.conf', 'var', 'var/cpbillmgr', 'var/cpbillmgr/state.db'])(
    '%s that is somebody else’s is refused, whatever its mode',
    async name => {
      const box = await sandbox();
      await box.order(ORDER);
      const path = join(box.root, name);
      const theirs = giveAway(path);
      expect((await refused(box)).text).toMatch(new RegExp(`${path}.*${theirs}`));
    },
  );

  test('a rollback journal that was planted beside the state is never rolled back', async () => {
    const box = await sandbox();
    await box.order(ORDER);
    const planted = `${stateFile(box)}-journal`;
    writeFileSync(planted, Buffer.alloc(8192, 1));
    giveAway(planted);
    const run = await box.runModule(['licenses', '--json']);
    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(planted) });
    rmSync(planted);
    expect(JSON.parse((await box.runModule(['licenses', '--json'])).stdout)).toHaveLength(1);
  });
});

describe('a log', () => {
  test('is not written through a link', async () => {
    const box = await sandbox();
    const target = join(box.dir, 'precious');
    symlinkSync(target, join(box.root, 'var/pmcpbillmgr.log'));
    const run = await box.order(ORDER);
    expect(run).toMatchObject({
      exitCode: 0,
      ended: true,
      stderr: expect.stringContaining('pmcpbillmgr.log'),
    });
    expect(existsSync(target)).toBe(false);
  });

  test('is not written in a folder that others may change', async () => {
    const box = await sandbox();
    chmodSync(join(box.root, 'var'), 0o777);
    const run = await box.order(ORDER);
    expect(errorOf(run).type).toBe('path_exposed');
    expect(logOf(box)).toBe('');
  });
});

describe('files that the conf names', () => {
  const named = (box: RunningSandbox, name: string, text: string, mode: number): string => {
    const path = join(box.root, 'etc', name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  test('certificates that others may change decide whom to trust: refused', async () => {
    const box = await sandbox({ conf: 'ca = etc/ca.pem\n' });
    const ca = named(box, 'ca.pem', makeCertificates().good.cert, 0o666);
    expect(await refused(box)).toEqual({
      type: 'conf_exposed',
      text: expect.stringContaining(`chmod 600 ${ca}`),
    });
    const check = await box.runModule(['conf', 'check']);
    expect(check).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`chmod 600 ${ca}`),
    });
  });

  test.each([
    ['that others may read', 0o644],
    ['that others may change', 0o602],
  ])('a private key %s is refused by the gateway and by conf check', async (_, mode) => {
    const conf =
      '\n[gateway]\nlisten = 127.0.0.1:0\ntls_cert = etc/cert.pem\ntls_key = etc/key.pem\n';
    const box = await sandbox({ conf });
    const { cert, key } = makeCertificates().good;
    named(box, 'cert.pem', cert, 0o644);
    const file = named(box, 'key.pem', key, mode);
    for (const words of [['serve'], ['conf', 'check']]) {
      const { exitCode, stdout, stderr } = await box.runModule(words, { timeoutMs: 20_000 });
      expect({ exitCode, said: stdout + stderr }).toEqual({
        exitCode: 1,
        said: expect.stringContaining(`chmod 600 ${file}`),
      });
    }
  });

  test('the gateway’s log of requests is not written through a link', async () => {
    const box = await sandbox();
    const target = join(box.dir, 'precious');
    const link = join(box.root, 'var/cpbillmgr-gateway.log');
    symlinkSync(target, link);
    const { startGateway } = await import('../entrypoints/gateway/support.ts');
    const gateway = await startGateway(box);
    await gateway.get('/health');
    await expect(gateway.accessLog()).rejects.toThrow('ENOENT');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(box.dir)).not.toContain('precious');
    expect(readFileSync(join(box.root, 'var/pmcpbillmgr.log'), 'utf8')).toContain(
      'cannot be written',
    );
  });
});
