import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MODULE_NAMES } from '../../src/base/names.ts';
import {
  ACCESS_LOG,
  CONF_FILE,
  EXECUTABLE,
  logFile,
  MGRCTL,
  PROGRAM_LINK,
  SQLITE_ADDON,
  STATE_FILE,
  SYSTEM_FOLDER,
} from '../../src/base/paths.ts';

const PROJECT = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(PROJECT, file), 'utf8');

/** A quoted text that begins with a name of ours or a folder of the manager root. */
const LITERAL =
  /(['"`])(?:pmcpbillmgr|pmcpispmgr|cpbillmgr\1|(?:etc|var|sbin|lib|processing|skins)\/)/;
/** The last holds examples of what an administrator may write. */
const ALLOWED = ['src/base/names.ts', 'src/base/paths.ts', 'src/conf/help.ts'];

const FILES = ['src', 'scripts'].flatMap(folder =>
  readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => join(folder, file)),
);

test('names of modules and paths below the manager root stand in base/ and nowhere else', () => {
  const repeated = FILES.filter(file => !ALLOWED.includes(file)).flatMap(file =>
    read(file)
      .split('\n')
      .filter(line => LITERAL.test(line) && !/^\s*(?:\/?\*|\/\/)/.test(line))
      .map(line => `${file}: ${line.trim()}`),
  );
  expect(repeated).toEqual([]);
});

describe('scripts/install', () => {
  const script = read('scripts/install');

  test.each([
    EXECUTABLE,
    CONF_FILE,
    dirname(STATE_FILE),
    ACCESS_LOG,
    ...MODULE_NAMES.map(logFile),
    dirname(SQLITE_ADDON),
    MGRCTL,
    PROGRAM_LINK,
  ])('names %s', path => expect(` ${script} `).toMatch(new RegExp(`[^\\w.-]${path}[^\\w.-]`)));
});

test('what is ours alone lies together', () => {
  expect(dirname(SYSTEM_FOLDER)).toBe(dirname(SQLITE_ADDON));
});

test.each(['cron.d', 'systemd'])('the entries for %s start the program', folder => {
  const texts = readdirSync(join(PROJECT, 'etc', folder)).map(name =>
    read(`etc/${folder}/${name}`),
  );
  expect(texts.some(text => text.includes(`/${PROGRAM_LINK}`))).toBe(true);
});
