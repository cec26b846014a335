import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { inspectConf } from '../../src/conf/inspect.ts';
import { loadConf } from '../../src/conf/load.ts';

let root: string;
let file: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'conf-'));
  await mkdir(join(root, 'etc'));
  file = join(root, 'etc', 'cpbillmgr.conf');
});
afterEach(() => rm(root, { recursive: true }));

async function refusal(): Promise<Fault> {
  const error = await loadConf(root).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw new Error(`loadConf did not refuse: ${String(error)}`);
}
const write = async (text: string | Uint8Array, mode = 0o600) => {
  await writeFile(file, text);
  await chmod(file, mode);
};

describe('loadConf', () => {
  test('a missing file is an empty conf with defaults', async () => {
    const conf = await loadConf(root);
    expect(conf.presets).toEqual([]);
    expect(conf.upstream.timeout).toBe(60);
    expect(conf.file).toBe(file);
  });

  test('a password that others may read or change is refused, whatever link leads to the file', async () => {
    const real = join(root, 'real.conf');
    await writeFile(real, '[upstream]\npassword = s3cret');
    await symlink(real, file);
    for (const mode of [0o640, 0o604, 0o620, 0o644]) {
      await chmod(real, mode);
      const fault = await refusal();
      expect(fault).toMatchObject({
        type: 'conf_exposed',
        kind: 'final',
        value: `0${mode.toString(8)}`,
      });
      expect(fault.message).not.toContain('s3cret');
    }
    await chmod(real, 0o600);
    expect((await loadConf(root)).upstream.password).toBe('s3cret');
  });

  test('without a password others may read the file', async () => {
    await write('Preset 1-A', 0o644);
    expect((await loadConf(root)).presets).toHaveLength(1);
  });

  test.each([0o620, 0o602, 0o666])(
    'others may not change it (%i), whatever is in it: who writes it says where the password goes',
    async mode => {
      await write('Preset 1-A', mode);
      expect(await refusal()).toMatchObject({
        type: 'conf_exposed',
        value: `0${mode.toString(8)}`,
      });
    },
  );

  test('nor may they exchange it: its folder is theirs to write', async () => {
    await write('Preset 1-A');
    for (const mode of [0o777, 0o775]) {
      await chmod(join(root, 'etc'), mode);
      expect(await refusal()).toMatchObject({ type: 'path_exposed', object: join(root, 'etc') });
    }
    await rm(file);
    await chmod(join(root, 'etc'), 0o1777);
    expect(await refusal()).toMatchObject({ type: 'path_exposed', object: join(root, 'etc') });
  });

  test('validation errors are refused in one message that names the first ones and counts the rest', async () => {
    await write('Perset 1-A\nPeriod 1\n[upstream]\nrate = x\ntimeout = x\nx = x\n');
    const fault = await refusal();
    expect(fault).toMatchObject({ type: 'conf_bad', object: file });
    expect(fault.value).toContain(`${file}:1: unknown word "Perset"`);
    expect(fault.value).toContain(`${file}:4: rate = x`);
    expect(fault.value).toMatch(/; and 2 more \(cpbillmgr conf check\)$/);
  });

  test('bytes that are no UTF-8 are found by line, and UTF-16 as a whole', async () => {
    await write(
      Buffer.concat([
        Buffer.from('# ok\nPreset 1-'),
        Buffer.from([0xcf, 0xf0, 0xe8]),
        Buffer.from('\n'),
      ]),
    );
    expect((await refusal()).value).toContain(`${file}:2: text that is not UTF-8`);
    await write(Buffer.from('\uFEFFPreset 1-A\n', 'utf16le'));
    expect((await refusal()).value).toContain('UTF-16');
  });

  test('a folder, a pipe and an endless file in its place are refused at once', async () => {
    await mkdir(file);
    expect((await refusal()).value).toContain('no regular file');
    await rm(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    expect((await refusal()).value).toContain('no regular file');
    await rm(file);
    await symlink('/dev/zero', file);
    expect((await refusal()).value).toContain('no regular file');
    await rm(file);
    await write('#'.repeat(1024 * 1024 + 1));
    expect((await refusal()).value).toContain('bytes');
  });
});

describe('inspectConf', () => {
  const warnings = async () => (await inspectConf(root)).warnings.map(each => each.en);
  const certificate = () =>
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-subj',
        '/CN=t',
        '-keyout',
        '/dev/null',
        '-days',
        '1',
      ],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );

  test('a conf with nothing to say about has no warnings', async () => {
    await write('Preset 1-A\n[upstream]\nca = etc/ca.pem\n');
    await writeFile(join(root, 'etc', 'ca.pem'), certificate());
    expect(await inspectConf(root)).toMatchObject({
      errors: [],
      refusals: [],
      warnings: [],
      exists: true,
    });
  });

  test('a missing, an empty and a broken ca file are warned about', async () => {
    const ca = join(root, 'etc', 'ca.pem');
    await write('Preset 1-A\n[upstream]\nca = etc/ca.pem\n');
    expect(await warnings()).toEqual([`ca: ${ca} cannot be read (ENOENT)`]);
    await writeFile(ca, 'hello');
    expect(await warnings()).toEqual([`ca: ${ca} holds no certificate`]);
    await writeFile(ca, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(await warnings()).toEqual([expect.stringMatching(/certificate 1 of .* is broken/)]);
  });

  test('halves of settings are warned about', async () => {
    await write('[upstream]\nurl = https://h\nusername = u\n[gateway]\nlisten = 127.0.0.1:80\n');
    expect(await warnings()).toEqual([
      'there is no Preset line: no tariff can be sold',
      'url = https://h has no path; the upstream answers at https://HOST/billmgr',
      'username and password belong together, and only one of them is given',
      expect.stringContaining('order_url'),
    ]);
  });

  test('a password that a comment sign cuts is warned about, without showing it', async () => {
    await write('Preset 1-A\n[upstream]\nusername = u\npassword = tops #cret\n');
    const [warning, ...more] = await warnings();
    expect(more).toEqual([]);
    expect(warning).toMatch(/^line 4: the password ends before/);
    expect(warning).not.toContain('cret');
    await write('Preset 1-A\n[upstream]\nusername = u\npassword = "tops #cret" # mine\n');
    expect(await warnings()).toEqual([]);
  });

  test('a file that it names and others may change is a refusal, and so is a private key that they may read', async () => {
    const pem = (name: string) => join(root, 'etc', name);
    for (const name of ['ca.pem', 'cert.pem', 'key.pem']) await writeFile(pem(name), certificate());
    await write(
      'Preset 1-A\n[upstream]\nca = etc/ca.pem\n[gateway]\ntls_cert = etc/cert.pem\ntls_key = etc/key.pem\n',
    );
    await chmod(pem('key.pem'), 0o600);
    const refused = async () => (await inspectConf(root)).refusals.map(each => each.en);
    expect(await refused()).toEqual([]);
    await chmod(pem('key.pem'), 0o640);
    await chmod(pem('ca.pem'), 0o666);
    await chmod(pem('cert.pem'), 0o664);
    expect(await refused()).toEqual(
      ['ca.pem', 'cert.pem', 'key.pem'].map(name =>
        expect.stringContaining(`chmod 600 ${pem(name)}`),
      ),
    );
  });

  test('an exposed password is a refusal', async () => {
    await write('Preset 1-A\n[upstream]\nusername = u\npassword = p', 0o644);
    expect((await inspectConf(root)).refusals[0]?.ru).toContain('chmod 600');
  });
});
