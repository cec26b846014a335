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
import { bundleMain, bundleProgram } from './lib/bundle.ts';
import { checkCaches } from './lib/check-caches.ts';
import { moduleDescription } from './lib/description.ts';
import { executableMaker } from './lib/executable.ts';
import { MODULES } from './lib/module-texts.ts';
import { drawLogo, KEY_LOGO, STORAGE_LOGO } from './lib/picture.ts';
import { publish, WORK_PREFIX } from './lib/publish.ts';
import { thirdPartyLicenses } from './lib/third-party.ts';
import { recordCaches } from './lib/warm-up.ts';

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

/**
 * The executable twice: first one that records V8's code caches of its pieces, then the one that
 * carries them.
 */
async function makeExecutable(): Promise<void> {
  const program = await bundleProgram(PROJECT);
  const main = await bundleMain(PROJECT, 'src/runtime/executable.ts');
  const recorder = await bundleMain(PROJECT, 'scripts/lib/recorder.ts');
  const maker = executableMaker(work);

  const trial = join(work, 'trial');
  for (const root of [trial, stage]) {
    place(root, EXECUTABLE);
    copyFileSync(addon(), place(root, SQLITE_ADDON));
  }
  maker.make(join(trial, EXECUTABLE), recorder.text, program.chunks);
  const assets = new Map<string, string | Uint8Array>([
    ...program.chunks,
    ...(await recordCaches(trial)),
  ]);
  await checkCaches(PROJECT, work, maker, assets);
  maker.make(join(stage, EXECUTABLE), main.text, assets);
  writeFileSync(place(stage, 'THIRD_PARTY.md'), thirdPartyLicenses(PROJECT, program.inputs));
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
