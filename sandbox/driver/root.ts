import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { executableRoot, isCompiled } from '../../src/base/root.ts';
import { SANDBOX_PRESETS } from '../billmanager/fill.ts';
import { type Reach, writeProgram } from '../mgrctl/program.ts';

interface RootWish {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /**
   * A built tree laid out like a manager root; default: the one this executable lies in, else the
   * sources.
   */
  readonly dist?: string | undefined;
  /** Lines of the conf in place of those below `[upstream]`'s connection. */
  readonly confTail?: string | undefined;
  /** The panel has a database to read: the module is to look for facts there. */
  readonly hasDatabase: boolean;
  readonly mgrctl: Reach;
}

const CONF = 'etc/cpbillmgr.conf';
/** Fast enough not to be waited for; a real upstream wants fewer. */
const UPSTREAM_LIMITS = 'rate = 100\nkey_wait = 3\n';
const PRESET_SECTIONS = `
[preset 4601]
addon.4602 = 1

[preset 55163]
addon.55164 = 8
`;

/** Nobody else may write to them, whatever the umask: the module would refuse such a root. */
const FOLDER_MODE = 0o755;

/**
 * Makes the manager root: folders, conf, the module's executables and mgrctl. What is there already
 * stays, but for the upstream's url and where facts are.
 */
export function prepareRoot(root: string, wish: RootWish): void {
  for (const folder of ['sbin', 'etc', 'processing', 'var', 'lib'])
    mkdirSync(join(root, folder), { recursive: true, mode: FOLDER_MODE });
  writeConf(join(root, CONF), wish);
  const dist = wish.dist ?? (isCompiled() ? executableRoot() : undefined);
  if (dist === undefined) linkSources(root);
  else linkExecutable(root, resolve(dist));
  writeProgram(join(root, 'sbin/mgrctl'), wish.mgrctl);
}

function writeConf(path: string, wish: RootWish): void {
  const facts = `facts = ${wish.hasDatabase ? 'auto' : 'forms'}`;
  const known = existsSync(path) ? readFileSync(path, 'utf8') : freshConf(wish);
  const isSaid = /^\[billmanager\]$/m.test(known);
  const text = `${known}${isSaid ? '' : `\n[billmanager]\n${facts}\n`}`
    .replace(/^url = .*$/m, `url = ${wish.url}`)
    .replace(/^facts = (?:auto|forms)$/m, facts);
  writeFileSync(path, text, { mode: 0o600 });
  // an older file keeps its mode
  chmodSync(path, 0o600);
}

function freshConf({ url, username, password, confTail }: RootWish): string {
  return `# The sandbox's own conf: presets of its tariffs, its stand-in upstream
${SANDBOX_PRESETS.map(preset => `Preset ${preset}`).join('\n')}
Period 1 1
Period 3 3
Period 12 12

[upstream]
url = ${url}
username = ${username}
password = ${password}
${confTail ?? UPSTREAM_LIMITS + PRESET_SECTIONS}`;
}

function linkExecutable(root: string, dist: string): void {
  const executable = join(dist, 'processing/pmcpbillmgr');
  if (!existsSync(executable)) throw new Error(`there is no built executable: ${executable}`);
  link(executable, join(root, 'processing/pmcpbillmgr'));
  link(executable, join(root, 'processing/pmcpispmgr'));
  link(executable, join(root, 'sbin/cpbillmgr'));
  link(join(dist, 'lib/cpbillmgr'), join(root, 'lib/cpbillmgr'));
}

/** From sources every executable is a line of shell; exec keeps the process id and the parent. */
function linkSources(root: string): void {
  const sources = dirname(dirname(import.meta.dirname));
  const main = join(sources, 'src/main/main.ts');
  for (const name of ['processing/pmcpbillmgr', 'processing/pmcpispmgr', 'sbin/cpbillmgr']) {
    // main.ts tells by the link's name what it was started as
    const named = join(root, 'lib/sources', name);
    mkdirSync(dirname(named), { recursive: true, mode: FOLDER_MODE });
    link(main, named);
    script(root, join(root, name), named);
  }
}

function script(root: string, path: string, program: string): void {
  const cache = join(root, 'var/compile-cache');
  rmSync(path, { force: true });
  writeFileSync(
    path,
    `#!/bin/sh
export CPBILLMGR_ROOT=${quoted(root)} NODE_COMPILE_CACHE=${quoted(cache)}
exec ${quoted(process.execPath)} ${quoted(program)} "$@"
`,
    { mode: 0o755 },
  );
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function link(target: string, path: string): void {
  rmSync(path, { force: true, recursive: false });
  symlinkSync(target, path);
}
