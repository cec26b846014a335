import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMMON_OPTIONS } from '../../../src/entrypoints/admin/command.ts';
import { ALL_TEXTS, COMMANDS, MODULE_COMMANDS } from '../../../src/entrypoints/admin/commands.ts';
import { languageOf, languageOfLocale } from '../../../src/entrypoints/admin/language.ts';
import { ALL_ITEMTYPES } from '../../../src/operations/engine/module-itemtypes.ts';
import { cli } from './surroundings.ts';

describe('a wrong command line', () => {
  test.each([
    ['licences', 'There is no command "licences". Did you mean "licenses"?'],
    ['chekevent', 'There is no command "chekevent". Did you mean "checkevent"?'],
    ['conf chek', 'There is no command "conf". Did you mean "conf check"?'],
    ['conf', '"conf" needs another word: "conf check".'],
    ['frobnicate', 'There is no command "frobnicate". See cpbillmgr --help.'],
    ['licenses --stat live', '"licenses" knows no option --stat. Did you mean --state?'],
    ['licenses --steps', '"licenses" knows no option --steps. See cpbillmgr licenses --help.'],
    ['licenses -x', '"licenses" knows no option -x. See cpbillmgr licenses --help.'],
    ['licenses --no-json', '"licenses" knows no option --no-json. See cpbillmgr licenses --help.'],
    ['licenses --stat=live', '"licenses" knows no option --stat. Did you mean --state?'],
    [
      'licenses --state life',
      '--state does not take "life"; allowed: live, released, ended. Did you mean "live"?',
    ],
    ['licenses --state live,', '--state does not take ""; allowed: live, released, ended.'],
    ['licenses --item', '--item needs a value.'],
    ['licenses --item 1 --item 2', '--item may be given once.'],
    ['licenses --limit 0', '--limit needs a whole number above 0, not "0".'],
    ['licenses --limit=-5', '--limit needs a whole number above 0, not "-5".'],
    ['licenses --json=yes', '--json takes no value.'],
    ['licenses --json true', '--json takes no value.'],
    ['licenses --json false', '--json takes no value.'],
    ['licenses more', 'Unexpected word "more" after "licenses". See cpbillmgr licenses --help.'],
    ['licenses --lang de', '--lang does not take "de"; allowed: en, ru.'],
    ['completion tcsh', 'SHELL does not take "tcsh"; allowed: bash, zsh, fish.'],
    ['--json=1 open 117', '--json takes no value.'],
    ['--lang en sandbox show', '"sandbox" comes first: cpbillmgr sandbox ...'],
    ['--aply', '"cpbillmgr" knows no option --aply. See cpbillmgr --help.'],
    ['licences --help', 'There is no command "licences". Did you mean "licenses"?'],
    ['--constructor', '"cpbillmgr" knows no option --constructor. See cpbillmgr --help.'],
    ['--__proto__ x', '"cpbillmgr" knows no option --__proto__. See cpbillmgr --help.'],
    ['-1', '"cpbillmgr" knows no option -1. See cpbillmgr --help.'],
    ['=', 'There is no command "=". See cpbillmgr --help.'],
    ['--=', '"cpbillmgr" knows no option --=. See cpbillmgr --help.'],
    ['open 117 --constructor', '"open" knows no option --constructor. See cpbillmgr open --help.'],
    ['prolong 117 --dry-run', '"prolong" knows no option --dry-run. See cpbillmgr prolong --help.'],
    ['open 117 more', 'Unexpected word "more" after "open". See cpbillmgr open --help.'],
    ['open', '"open" needs ITEM. See cpbillmgr open --help.'],
    ['open 0117', 'ITEM is a number in BILLmanager, such as 117; "0117" is none.'],
    ['open --item x', '--item is a number in BILLmanager, such as 117; "x" is none.'],
    ['open 117 --item 118', 'Both 117 and --item 118 are given: which is meant?'],
    ['open 117 --command close', '"open" knows no option --command. See cpbillmgr open --help.'],
    ['import 3', '"import" needs --itemtype. See cpbillmgr import --help.'],
    ['checkevent --dry', '"checkevent" knows no option --dry. See cpbillmgr checkevent --help.'],
    ['serve now', 'Unexpected word "now" after "serve". See cpbillmgr serve --help.'],
    ['features --json', '"features" knows no option --json. See cpbillmgr features --help.'],
  ])('%j is told in one line and is exit code 2', async (line, message) => {
    expect(await cli(line, { language: 'en' })).toEqual({
      code: 2,
      out: '',
      err: `cpbillmgr: ${message}\n`,
    });
  });

  test.each([
    ['prolng', 'prolong'],
    ['oepn', 'open'],
    ['checkevnt', 'checkevent'],
  ])(
    '%s is a plain misspelling of %s, which is named though it changes something',
    async (typed, meant) => {
      expect((await cli(typed, { language: 'en' })).err).toContain(`Did you mean "${meant}"?`);
    },
  );

  test.each([
    'suspnd1',
    'prlng',
    'clear',
    'chekevnt',
    'renew',
    'import_pricelist',
    'delete',
    'oops',
  ])('%s is no plain misspelling: nothing that changes something is named', async typed => {
    const { err } = await cli(typed, { language: 'en' });
    for (const { name } of ALL_TEXTS.filter(each => each.changes))
      expect(err).not.toContain(`"${name}"?`);
  });

  test('is told in Russian when Russian is asked for', async () => {
    expect((await cli('licenses --stat x --lang ru')).err).toBe(
      'cpbillmgr: «licenses» не знает ключа --stat. Возможно, --state?\n',
    );
  });

  test('without a command the help is on standard error', async () => {
    const { code, out, err } = await cli('', { language: 'en' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^Usage: cpbillmgr COMMAND/);
  });

  test('characters that a terminal obeys are not repeated', async () => {
    expect((await cli('\u001b[31mred\u009b2J', { language: 'en' })).err).toBe(
      'cpbillmgr: There is no command "red". See cpbillmgr --help.\n',
    );
  });
});

describe('help', () => {
  test('of the program names every command in both languages', async () => {
    for (const language of ['en', 'ru'] as const) {
      const { code, out } = await cli('--help', { language });
      expect(code).toBe(0);
      for (const { name, summary } of ALL_TEXTS)
        expect(out.replace(/\s+/g, ' ')).toContain(`${name} ${summary[language]}`);
    }
  });

  test('of a command shows its options and examples', async () => {
    const { out } = await cli('licenses --help', { language: 'en' });
    expect(out.replace(ALL_ITEMTYPES.join('|'), 'TYPE')).toMatchInlineSnapshot(`
      "Usage: cpbillmgr licenses [options]

      Licenses that were bought, and the services they serve.

      The ledger as the last operation or checkevent left it; the vendor is not asked. "End" is the date
      of the license at the vendor, "paid until" what the client has paid for. Keys are not kept in the
      ledger.

      Options:
        --item ID                     only the license of this service
        --state live|released|ended,...
                                      only these states: live (serves a service), released (kept for
                                      reuse), ended
        --itemtype TYPE,...
                                      only these product types
        --limit N                     at most so many (default: all)
        --json                        answer as JSON, for programs
        -h, --help                    show this help
        -l, --lang en|ru              language of the messages (default: by LC_ALL, LC_MESSAGES, LANG)

      Examples:
        # all of them
        cpbillmgr licenses
        # what the next orders will reuse
        cpbillmgr licenses --state released
        # one service, for a program
        cpbillmgr licenses --item 117 --json
      "
    `);
  });

  test.each([...COMMANDS, ...MODULE_COMMANDS].map(each => each.name))(
    'of %s is the same either way, and its examples are valid',
    async name => {
      const { out, code } = await cli(`${name} --help`, { language: 'en' });
      expect(code).toBe(0);
      expect((await cli(`help ${name}`, { language: 'en' })).out).toBe(out);
      // 1: well said, but there is no conf and no vendor here
      const command = [...COMMANDS, ...MODULE_COMMANDS].find(each => each.name === name);
      for (const { words } of command?.examples ?? [])
        expect((await cli(words.replace(/ > .*/, ''), { language: 'en' })).code, words).not.toBe(2);
    },
  );

  test('of a module command tells what it takes, and of an operation that it may be charged', async () => {
    const { out } = await cli('help open', { language: 'en' });
    expect(out).toMatch(/^Usage: cpbillmgr open \[ITEM\] \[options\]\n/);
    expect(out).toContain('may be charged');
    const question = (await cli('check_param --help', { language: 'en' })).out;
    expect(question).toContain('--param NAME');
    expect(question).not.toContain('may be charged');
    expect((await cli('checkevent --help', { language: 'ru' })).out).toContain(
      'Использование: cpbillmgr checkevent',
    );
  });

  test.each([
    'prolong 101 --help',
    '-h prolong 101',
    '--help prolong -h 101 -h',
    '--help --constructor prolong 101 more words',
    'prolong --item --help',
    'prolong --json=no -h',
  ])('is all that comes of %j', async line => {
    expect(await cli(line, { language: 'en' })).toEqual({
      code: 0,
      out: expect.stringMatching(/^Usage: cpbillmgr prolong \[ITEM\] \[options\]\n/),
      err: '',
    });
  });

  test('keeps to the width of a narrow terminal', async () => {
    const { out } = await cli('operations --help', { language: 'en', columns: 60 });
    const overlong = out.split('\n').filter(line => line.length > 60 && !line.includes('--'));
    expect(overlong).toEqual([]);
  });
});

test('every command that needs a manager root tells of one that is not there', async () => {
  for (const { name, rootless, examples } of [...COMMANDS, ...MODULE_COMMANDS]) {
    const { code, err } = await cli(examples[0]?.words ?? name, { language: 'en' });
    if (rootless === true) expect(err, name).not.toContain('no manager root');
    else
      expect({ code, err }, name).toEqual({
        code: 1,
        err: expect.stringContaining('no manager root'),
      });
  }
});

describe('languages', () => {
  test.each([
    [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
    [{ LANG: 'ru' }, 'ru'],
    [{ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'ru_RU.UTF-8', LC_ALL: '' }, 'ru'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ru_RU' }, 'ru'],
    [{ LANG: 'run_RU' }, 'en'],
    [{}, 'en'],
  ])('%j asks for %s', (env, language) => expect(languageOfLocale(env)).toBe(language));

  test.each([['--lang', 'ru'], ['--lang=ru'], ['-l', 'ru'], ['-l=ru']])(
    '%j %j asks for Russian',
    (...words) => {
      expect(languageOf(words, {})).toBe('ru');
    },
  );
});

describe('docs/cli.md', () => {
  const manual = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  const chapter = (title: string): string =>
    manual.split(/^## /m).find(each => each.startsWith(`${title}\n`)) ?? '';

  test('has a chapter for every command with exactly its options', () => {
    for (const { name, options } of COMMANDS) {
      expect(chapter(name), name).not.toBe('');
      const listed = [...chapter(name).matchAll(/^\| `--([a-z-]+)/gm)].map(match => match[1]);
      expect(listed, name).toEqual(options.map(each => each.name));
      // product types are the README's to name
      for (const { values } of options.filter(each => each.name !== 'itemtype'))
        for (const value of values ?? []) expect(chapter(name)).toContain(value);
    }
  });

  test('lists the common options, the operations by hand with their options, and the sandbox', () => {
    for (const { name } of COMMON_OPTIONS) expect(chapter('All commands')).toContain(`\`--${name}`);
    for (const { name, operand, options } of MODULE_COMMANDS) {
      const row = new RegExp(`^\\| \`${name}(?: ${operand?.name})?\` .*$`, 'm').exec(
        chapter('Operations by hand'),
      )?.[0];
      expect(row, name).toBeDefined();
      for (const option of options) expect(row, name).toContain(`\`--${option.name}\``);
    }
    expect(chapter('sandbox')).not.toBe('');
  });
});
