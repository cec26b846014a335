import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ACCOUNTS_MODULE, LICENSES_MODULE, type ModuleName } from '../src/base/names.ts';
import {
  CONF_FILE,
  descriptionFile,
  EXECUTABLE,
  logoFile,
  moduleFile,
  PROGRAM_LINK,
  SQLITE_ADDON,
  SYSTEM_FOLDER,
} from '../src/base/paths.ts';
import { bundlePlain } from './lib/bundle.ts';
import { moduleDescription } from './lib/description.ts';
import { type ExecutableMaker, executableMaker } from './lib/executable.ts';
import { MODULES } from './lib/module-texts.ts';
import { drawLogo, KEY_LOGO, STORAGE_LOGO } from './lib/picture.ts';
import { publish, WORK_PREFIX } from './lib/publish.ts';
import { thirdPartyLicenses } from './lib/third-party.ts';

/**
 * Makes dist/, laid out like the manager root: see dist/README.md. `--out DIR` makes it elsewhere.
 */
const PROJECT = dirname(import.meta.dirname);
const { out } = parseArgs({ options: { out: { type: 'string' } } }).values;
const DIST = out === undefined ? join(PROJECT, 'dist') : resolve(out);
const ABANDONED_AFTER_MS = 3_600_000;
const LOGOS: Readonly<Record<ModuleName, Buffer>> = {
  [LICENSES_MODULE]: drawLogo(KEY_LOGO),
  [ACCOUNTS_MODULE]: drawLogo(STORAGE_LOGO),
};

process.on('uncaughtException', error => {
  console.error(`build: FAILED: ${error.message}`);
  process.exit(1);
});
mkdirSync(DIST, { recursive: true });
removeAbandonedWork();
const work = mkdtempSync(join(DIST, WORK_PREFIX));
process.once('exit', () => rmSync(work, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const stage = join(work, 'root');
await makeExecutable();
addLinks();
addConf();
addSystemFiles();
for (const module of MODULES) addModuleFiles(module.name, moduleDescription(module));
// who started the executable where it lies has its state there
publish(stage, DIST, ['README.md', 'var']);
console.log(`${join(relative(process.cwd(), DIST), EXECUTABLE)} is ready`);

/** Working folders of builds that were killed; a build takes seconds. */
function removeAbandonedWork(): void {
  for (const name of readdirSync(DIST)) {
    const path = join(DIST, name);
    if (name.startsWith(WORK_PREFIX) && Date.now() - statSync(path).mtimeMs > ABANDONED_AFTER_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** With `src/runtime` an executable that starts fast, else a plain one. */
async function makeExecutable(): Promise<void> {
  const maker = executableMaker(work);
  const output = placeExecutable(stage);
  const inputs = existsSync(join(PROJECT, 'src/runtime'))
    ? await makeFast(maker, output)
    : await makePlain(maker, output);
  writeFileSync(place(stage, 'THIRD_PARTY.md'), thirdPartyLicenses(PROJECT, inputs));
}

async function makeFast(maker: ExecutableMaker, output: string): Promise<readonly string[]> {
  const { makeFastExecutable } = await import('./lib/fast-executable.ts');
  const trial = join(work, 'trial');
  const recorder = placeExecutable(trial);
  return makeFastExecutable({ project: PROJECT, work, trial, maker, recorder, output });
}

async function makePlain(maker: ExecutableMaker, output: string): Promise<readonly string[]> {
  const { text, inputs } = await bundlePlain(PROJECT);
  maker.make(output, text, new Map());
  return inputs;
}

/** Path of the executable in a tree, with the addon that it needs beside it. */
function placeExecutable(root: string): string {
  copyFileSync(addon(), place(root, SQLITE_ADDON));
  return place(root, EXECUTABLE);
}

function addon(): string {
  const file = join(PROJECT, 'node_modules/better-sqlite3/prebuilds', `linux-${process.arch}.node`);
  if (!existsSync(file))
    throw new Error(`better-sqlite3 has no native addon for ${process.arch}: ${file}`);
  return file;
}

function addLinks(): void {
  for (const link of [moduleFile(ACCOUNTS_MODULE), PROGRAM_LINK])
    symlinkSync(relative(dirname(link), EXECUTABLE), place(stage, link));
}

function addConf(): void {
  const conf = place(stage, CONF_FILE);
  copyFileSync(join(PROJECT, CONF_FILE), conf);
  chmodSync(conf, 0o600);
}

/**
 * The entries for cron and systemd; scripts/install writes the root into them and puts them into
 * the system's folders.
 */
function addSystemFiles(): void {
  for (const folder of ['cron.d', 'systemd']) {
    for (const file of readdirSync(join(PROJECT, 'etc', folder))) {
      copyFileSync(
        join(PROJECT, 'etc', folder, file),
        place(stage, `${SYSTEM_FOLDER}/${folder}/${file}`),
      );
    }
  }
}

function addModuleFiles(name: ModuleName, description: string): void {
  writeFileSync(place(stage, descriptionFile(name)), description);
  writeFileSync(place(stage, logoFile(name)), LOGOS[name]);
}

/** Path of a file below a root; its folder is there afterwards. */
function place(root: string, file: string): string {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
