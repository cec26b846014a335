import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';

const running: RunningSandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    await sandbox.close();
    rmSync(sandbox.dir, { recursive: true, force: true });
  }
});

/** A sandbox in a temporary folder, gone after the test. */
export async function sandboxFor(options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> {
  const dir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const sandbox = await startSandbox({ dir, ...options });
  running.push(sandbox);
  return sandbox;
}

export type Params = Readonly<Record<string, string | number>>;

/** One request to the stand-in upstream; returns the text of the document. */
export async function ask(
  sandbox: RunningSandbox,
  func: string,
  params: Params = {},
): Promise<string> {
  return (
    await request(sandbox, {
      authinfo: `${sandbox.username}:${sandbox.password}`,
      out: 'xml',
      func,
      ...params,
    })
  ).text();
}

export function request(sandbox: RunningSandbox, params: Params): Promise<Response> {
  const body = new URLSearchParams(
    Object.entries(params).map(([name, value]) => [name, String(value)]),
  );
  return fetch(sandbox.url, { method: 'POST', body });
}

/** An answer without the parameters of its request, which it repeats. */
export const contentOf = (xml: string): string =>
  xml.replace(/<tparams(?:\/>|>.*<\/tparams>)<saved_filters\/>/s, '');

/** Text of the first element of this name. */
export function textOf(xml: string, name: string): string | undefined {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>([^<]*)</${name}>)`);
  const match = pattern.exec(contentOf(xml));
  return match ? (match[1] ?? '') : undefined;
}

export function errorOf(xml: string): string {
  const match = /<error type="([^"]*)" object="([^"]*)" value="([^"]*)"/.exec(xml);
  return match ? match.slice(1).join(':') : '';
}

export const rowIds = (xml: string): number[] =>
  [...xml.matchAll(/<elem><id>(\d+)</g)].map(match => Number(match[1]));

const SOFT_ORDER = {
  pricelist: 3541,
  period: 1,
  ip: '192.0.2.1',
  licname: 'first',
  sok: 'ok',
  skipbasket: 'on',
  autoprolong: 'null',
};

/** Orders a license upstream; answers its id. */
export async function orderUpstream(
  sandbox: RunningSandbox,
  params: Params = {},
  type = 'soft',
): Promise<number> {
  const xml = await ask(sandbox, `${type}.order.param`, { ...SOFT_ORDER, ...params });
  const id = textOf(xml, 'id') ?? textOf(xml, 'item.id');
  if (id === undefined) throw new Error(`no order: ${xml}`);
  return Number(id);
}

export interface MgrctlRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of the sandbox's mgrctl, as the module makes it. */
export const mgrctl = (
  sandbox: RunningSandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<MgrctlRun> => rawMgrctl(sandbox, ['-m', 'billmgr', '-o', 'xml', ...args], env);

/** One call of the sandbox's mgrctl, all its words given. */
export function rawMgrctl(
  sandbox: RunningSandbox,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<MgrctlRun> {
  return new Promise(resolve => {
    const program = join(sandbox.root, 'sbin/mgrctl');
    execFile(
      program,
      args,
      { cwd: sandbox.root, env: { PATH: '/usr/bin:/bin', ...env } },
      (error, stdout, stderr) => {
        const code = error?.code;
        resolve({ status: typeof code === 'number' ? code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

/**
 * A module of a few lines of shell in place of the product's: `$ITEM`, `$OP` and `mgrctl` are at
 * hand.
 */
export function shellModule(sandbox: RunningSandbox, script: string): void {
  const path = join(sandbox.root, 'processing/pmcpbillmgr');
  rmSync(path, { force: true });
  writeFileSync(
    path,
    `#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in --command) COMMAND=$2;; --item) ITEM=$2;; --runningoperation) OP=$2;; esac; shift; done
mgrctl() { ./sbin/mgrctl -m billmgr -o xml "$@"; }
${script}
`,
  );
  chmodSync(path, 0o755);
}

/** A module of JavaScript that runs as a process known as the product's. */
export function nodeModule(sandbox: RunningSandbox, script: string): void {
  const program = join(sandbox.root, 'lib/pmcpbillmgr');
  writeFileSync(program, script);
  const path = join(sandbox.root, 'processing/pmcpbillmgr');
  rmSync(path, { force: true });
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path, 0o755);
}
