import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import type { RunningSandbox } from '../../sandbox/sandbox.ts';
import { PROGRAM_LINK } from '../../src/base/paths.ts';
import { start } from '../crash/box.ts';
import { type Certificates, makeCertificates } from '../manager-api/certificates.ts';
import { inDist } from '../support/dist.ts';

const PROGRAM = inDist(PROGRAM_LINK);

let certificates: Certificates;
let box: RunningSandbox;
beforeAll(() => {
  certificates = makeCertificates();
});
beforeEach(async () => {
  box = await start({ tls: certificates.selfSigned });
});

/** The connection of the vendor's, as BILLmanager has it checked. */
function checkConnection(env: Record<string, string>) {
  const { url, username, password } = box;
  const settings = `<url>${url}</url><username>${username}</username><password>${password}</password>`;
  return box.runModule(['--command', 'check_connection'], {
    stdin: `<doc><processingmodule><id>1</id>${settings}</processingmodule></doc>`,
    env,
  });
}

function temporary(): string {
  const dir = mkdtempSync(join(tmpdir(), 'cpbillmgr-environment-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

test('NODE_TLS_REJECT_UNAUTHORIZED switches no check off, and is named', async () => {
  const { exitCode, stdout, stderr } = await checkConnection({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  expect(exitCode).toBe(1);
  expect(stdout).toContain('upstream_certificate');
  expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED of the environment is ignored');
  expect(box.calls('upstream')).toEqual([]);
});

test('authorities that the environment adds are named in the log', async () => {
  const file = join(temporary(), 'ca.pem');
  writeFileSync(file, certificates.ca);
  await checkConnection({ NODE_EXTRA_CA_CERTS: file });
  const log = readFileSync(join(box.root, 'var/pmcpbillmgr.log'), 'utf8');
  expect(log).toContain(
    `certificates of NODE_EXTRA_CA_CERTS=${file} (environment) are trusted, too`,
  );
});

test("an OpenSSL conf of the environment's is not even opened", () => {
  // whoever opens a pipe that nobody writes to waits for ever; the limit is for a program that does
  const conf = join(temporary(), 'openssl.cnf');
  execFileSync('mkfifo', [conf]);
  const run = spawnSync(PROGRAM, ['version'], {
    env: { OPENSSL_CONF: conf },
    encoding: 'utf8',
    timeout: 300_000,
  });
  expect(run.stderr).toBe('cpbillmgr: OPENSSL_CONF of the environment is ignored\n');
  expect(run.status).toBe(0);
});

test('debug switches of the runtime print nothing and write nothing', () => {
  const dir = temporary();
  mkdirSync(join(dir, 'root'), { mode: 0o700 });
  const coverage = join(dir, 'coverage');
  const run = spawnSync(PROGRAM, ['version'], {
    env: { NODE_DEBUG: 'child_process,fs,net,tls', NODE_V8_COVERAGE: coverage },
    encoding: 'utf8',
  });
  expect(run.status).toBe(0);
  expect(run.stderr).toBe(
    'cpbillmgr: NODE_DEBUG, NODE_V8_COVERAGE of the environment is ignored\n',
  );
  expect(existsSync(coverage)).toBe(false);
});
