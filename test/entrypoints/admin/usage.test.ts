import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languageOf, languageOfLocale } from '../../../src/entrypoints/admin/language.ts';
import { BY_HAND, cli, OWN } from './surroundings.ts';

describe('a wrong command line', () => {
  test.each([
    ['licences', 'Unknown argument: licences. Did you mean "licenses"?'],
    ['chekevent', 'Unknown argument: chekevent. Did you mean "checkevent"?'],
    ['prolng 101 --itemtype soft', 'Unknown argument: prolng. Did you mean "prolong"?'],
    ['conf chek', 'Unknown argument: chek. Did you mean "check"?'],
    ['conf', 'Another word is missing. See cpbillmgr conf --help.'],
    ['frobnicate', 'Unknown argument: frobnicate. See cpbillmgr --help.'],
    ['licenses --stat live', 'Unknown argument: --stat. Did you mean "--state"?'],
    ['licenses --steps', 'Unknown argument: --steps. See cpbillmgr licenses --help.'],
    ['licenses -x', 'Unknown argument: -x. See cpbillmgr licenses --help.'],
    ['licenses --no-json', 'Unknown argument: --no-json. See cpbillmgr licenses --help.'],
    ['licenses --stat=live', 'Unknown argument: --stat. Did you mean "--state"?'],
    [
      'licenses --state life',
      'Not allowed: state = "life"; choose from "live", "released", "orphan", "ended". See cpbillmgr licenses --help.',
    ],
    [
      'licenses --state live,',
      'Not allowed: state = ""; choose from "live", "released", "orphan", "ended". See cpbillmgr licenses --help.',
    ],
    ['licenses --item', '--item needs a value. See cpbillmgr licenses --help.'],
    ['licenses --item=', '--item needs a value.'],
    ['licenses --item 1 --item 2', '--item may be given once.'],
    ['licenses --item=1 --item 2', '--item may be given once.'],
    ['licenses --json --json', '--json may be given once.'],
    ['-l en licenses --lang en', '-l may be given once. See cpbillmgr licenses --help.'],
    [
      'licenses --limit 0',
      'A whole number above 0 is needed, not "0". See cpbillmgr licenses --help.',
    ],
    [
      'licenses --limit=-5',
      'A whole number above 0 is needed, not "-5". See cpbillmgr licenses --help.',
    ],
    ['licenses --json=yes', '--json takes no value. See cpbillmgr licenses --help.'],
    ['licenses --json true', 'Unknown argument: true. See cpbillmgr licenses --help.'],
    ['licenses --json false', 'Unknown argument: false. See cpbillmgr licenses --help.'],
    ['licenses more', 'Unknown argument: more. See cpbillmgr licenses --help.'],
    ['licenses -- more', 'Unknown argument: more. See cpbillmgr licenses --help.'],
    [
      'licenses --lang de',
      'Not allowed: lang = "de"; choose from "en", "ru". See cpbillmgr licenses --help.',
    ],
    [
      'completion tcsh',
      'Not allowed: SHELL = "tcsh"; choose from "bash", "zsh", "fish". See cpbillmgr completion --help.',
    ],
    ['--json=1 open 117', 'Unknown argument: --json. See cpbillmgr open --help.'],
    ['--lang en sandbox show', '"sandbox" comes first: cpbillmgr sandbox ...'],
    ['--aply', 'Unknown argument: --aply. See cpbillmgr --help.'],
    ['--constructor', 'Unknown argument: --constructor. See cpbillmgr --help.'],
    ['--__proto__ x', 'Unknown argument: --__proto__. See cpbillmgr --help.'],
    ['-1', 'Unknown argument: -1. See cpbillmgr --help.'],
    ['=', 'Unknown argument: =. See cpbillmgr --help.'],
    ['--=', 'Unknown argument: -. See cpbillmgr --help.'],
    ['--lang', '--lang needs a value. See cpbillmgr --help.'],
    ['open 117 --constructor', 'Unknown argument: --constructor. See cpbillmgr --help.'],
    ['prolong 117 --dry-run', 'Unknown argument: --dry-run. See cpbillmgr prolong --help.'],
    ['prolong --dry-run 117', 'Unknown argument: --dry-run. See cpbillmgr prolong --help.'],
    ['prolong 117 --version', 'Unknown argument: --version. See cpbillmgr prolong --help.'],
    [
      'prolong 117 --get-yargs-completions',
      'Unknown argument: --get-yargs-completions. See cpbillmgr --help.',
    ],
    ['prolong 117 --itemtype --version', '--itemtype needs a value. See cpbillmgr prolong --help.'],
    ['open 117 more', 'Unknown argument: more. See cpbillmgr open --help.'],
    ['open', 'Missing argument: ITEM. See cpbillmgr open --help.'],
    [
      'open 0117',
      'A number in BILLmanager, such as 117, is needed; "0117" is none. See cpbillmgr open --help.',
    ],
    [
      'open --item x',
      'A number in BILLmanager, such as 117, is needed; "x" is none. See cpbillmgr open --help.',
    ],
    ['open 117 --item 118', 'ITEM and item do not go together. See cpbillmgr open --help.'],
    ['open 117 --ITEM 118', 'Unknown argument: --ITEM. See cpbillmgr --help.'],
    ['open 117 --command close', 'Unknown argument: --command. See cpbillmgr open --help.'],
    ['import 3', 'Missing argument: itemtype. See cpbillmgr import --help.'],
    ['checkevent --dry', 'Unknown argument: --dry. See cpbillmgr checkevent --help.'],
    ['checkevent --dryRun', 'Unknown argument: --dryRun. See cpbillmgr --help.'],
    ['serve now', 'Unknown argument: now. See cpbillmgr serve --help.'],
    ['features --json', 'Unknown argument: --json. See cpbillmgr features --help.'],
    [
      'adopt',
      'Say what to bind: --item with --account or --license, or --csv FILE, or --suggest. See cpbillmgr adopt --help.',
    ],
    [
      'adopt --item 5',
      'Say what to bind: --item with --account or --license, or --csv FILE, or --suggest. See cpbillmgr adopt --help.',
    ],
    [
      'adopt --item x --account a',
      'A number in BILLmanager, such as 117, is needed; "x" is none. See cpbillmgr adopt --help.',
    ],
    [
      'adopt --item 5 --account a --license 3',
      'account and license do not go together. See cpbillmgr adopt --help.',
    ],
    ['adopt --csv x --suggest', 'csv and suggest do not go together. See cpbillmgr adopt --help.'],
    ['adopt --account x', 'Needed with it: account -> item. See cpbillmgr adopt --help.'],
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
  ])('%s is no plain misspelling: nothing is named', async typed => {
    const { err } = await cli(typed, { language: 'en' });
    expect(err).toBe(`cpbillmgr: Unknown argument: ${typed}. See cpbillmgr --help.\n`);
  });

  test.each([...OWN, ...BY_HAND].map(each => each.name))(
    'of %s is one whose option lacks its value, also where there is a default',
    async name => {
      const { out } = await cli(`${name} --help`, { language: 'en' });
      const flags = [...out.matchAll(/--([a-z-]+)[^[]*\[boolean\]/g)].map(match => match[1]);
      for (const option of ['lang', ...optionsIn(out)].filter(each => !flags.includes(each)))
        expect(await cli(`${name} --${option}`, { language: 'en' })).toEqual({
          code: 2,
          out: '',
          err: `cpbillmgr: --${option} needs a value. See cpbillmgr ${name} --help.\n`,
        });
    },
  );

  test('is told in Russian when Russian is asked for', async () => {
    expect((await cli('licenses --stat x --lang ru')).err).toBe(
      'cpbillmgr: Неизвестный аргумент: --stat. Возможно, «--state»?\n',
    );
  });

  test('without a command the help is on standard error', async () => {
    const { code, out, err } = await cli('', { language: 'en' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^cpbillmgr COMMAND/);
  });

  test('characters that a terminal obeys are not repeated', async () => {
    expect((await cli('\u001b[31mred\u009b2J', { language: 'en' })).err).toBe(
      'cpbillmgr: Unknown argument: red. See cpbillmgr --help.\n',
    );
  });
});

/** What an example or the help says is typed behind the program's name. */
const examplesIn = (help: string): readonly string[] =>
  [
    ...(help.split('Examples:')[1] ?? '').matchAll(/^ {2}cpbillmgr (.*?)(?: > .*)?(?: {2,}.*)?$/gm),
  ].map(([, words = '']) => words);

const optionsIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ +(?:-\w, )?--([a-z-]+)/gm)]
    .map(([, name = '']) => name)
    .filter(name => name !== 'help' && name !== 'lang');

describe('help', () => {
  test('of the program names every command in both languages', async () => {
    for (const language of ['en', 'ru'] as const) {
      const { code, out } = await cli('--help', { language });
      expect(code).toBe(0);
      const text = out.replace(/\s+/g, ' ');
      for (const { name, operand, describe } of [...OWN, ...BY_HAND].filter(isOneWord))
        expect(text).toContain(
          `cpbillmgr ${name} ${operand === null ? '' : `[${operand}] `}${describe[language]}`,
        );
      for (const name of ['conf', 'sandbox', 'help [COMMAND..]'])
        expect(text).toContain(`cpbillmgr ${name} `);
    }
  });

  const isOneWord = ({ name }: { readonly name: string }): boolean => !name.includes(' ');

  test('of a command shows its options and examples', async () => {
    const { out } = await cli('licenses --help', { language: 'en' });
    expect(out).toMatchInlineSnapshot(`
      "cpbillmgr licenses

      licenses that were bought, and the services they serve

      Options:
        -h, --help        show this help                                                         [boolean]
        -l, --lang        language of the messages (default: by LC_ALL, LC_MESSAGES, LANG)
                                                                                     [choices: "en", "ru"]
            --item        only the license of this service                                        [string]
            --state       only these states: live (serves a service), released (kept for reuse), orphan
                          (paid for, its service is gone), ended
                                                 [string] [choices: "live", "released", "orphan", "ended"]
            --itemtype    only these product types
                       [string] [choices: "soft", "softexternal", "platform", "addition", "backupservice"]
            --ip          only with this address                                                  [string]
            --name        only with this text in the name                                         [string]
            --expires-in  only those that have ended, or end within so many days or weeks: 14d, 2w[string]
            --limit       at most so many (default: all)                                          [string]
            --columns     only these columns, in this order
          [string] [choices: "item", "license", "type", "product", "state", "status", "ip", "name", "end",
                                                                                        "paid", "updated"]
            --sort        by this column
          [string] [choices: "item", "license", "type", "product", "state", "status", "ip", "name", "end",
                                                                                        "paid", "updated"]
            --long        all columns, nothing cut, whatever the width of the terminal           [boolean]
            --csv         as CSV, for a spreadsheet                                              [boolean]
            --json        answer as JSON, for programs                                           [boolean]

      Examples:
        cpbillmgr licenses                             all of them
        cpbillmgr licenses --expires-in 7d --sort end  what ends this week
        cpbillmgr licenses --state released            what the next orders will reuse
        cpbillmgr licenses --item 117 --json           one service, for a program

      The ledger as the last operation or checkevent left it; the vendor is not asked. "End" is the date
      of the license at the vendor, "paid until" what the client has paid for. Keys are not kept in the
      ledger.
      "
    `);
  });

  test('is in Russian all over', async () => {
    const { out } = await cli('completion --help', { language: 'ru' });
    expect(out).toMatchInlineSnapshot(`
      "cpbillmgr completion [SHELL]

      автодополнение команд и параметров

      Слова:
        SHELL  оболочка                           [варианты: "bash", "zsh", "fish"] [по умолчанию: "bash"]

      Параметры:
        -h, --help  показать эту справку                                                            [флаг]
        -l, --lang  язык сообщений (по умолчанию: по LC_ALL, LC_MESSAGES, LANG)     [варианты: "en", "ru"]

      Примеры:
        cpbillmgr completion bash > /etc/bash_completion.d/cpbillmgr
        cpbillmgr completion fish > ~/.config/fish/completions/cpbillmgr.fish
      "
    `);
  });

  test.each([...OWN, ...BY_HAND].map(each => each.name))(
    'of %s is the same either way, and its examples are valid',
    async name => {
      const { out, code } = await cli(`${name} --help`, { language: 'en' });
      expect(code).toBe(0);
      expect((await cli(`help ${name}`, { language: 'en' })).out).toBe(out);
      const examples = examplesIn(out);
      expect(examples.length).toBeGreaterThan(0);
      // 1: well said, but there is no conf and no vendor here
      for (const words of examples)
        expect((await cli(words, { language: 'en' })).code, words).not.toBe(2);
    },
  );

  test('of a module command tells what it takes', async () => {
    const { out } = await cli('help open', { language: 'en' });
    expect(out).toMatch(/^cpbillmgr open \[ITEM\]\n/);
    const question = (await cli('check_param --help', { language: 'en' })).out;
    expect(question).toMatch(/--param +the parameter to check +\[string\] \[required\]/);
    expect((await cli('checkevent --help', { language: 'ru' })).out).toContain('Параметры:');
  });

  test.each([
    'prolong 101 --help',
    '-h prolong 101',
    '--help prolong -h 101 -h',
    '--help --constructor prolong 101 more words',
    'prolong --item --help',
    'prolong --item x --help',
    'prolong 101 --item 102 -h=no',
    'prolong 101 --help=no',
    'prolong --json=no -h',
    'help prolong 101',
    'prolong 101 help',
  ])('is all that comes of %j', async line => {
    expect(await cli(line, { language: 'en' })).toEqual({
      code: 0,
      out: expect.stringMatching(/^cpbillmgr prolong \[ITEM\]\n/),
      err: '',
    });
  });

  test.each(['licences --help', 'help licences', '--help', 'help', 'help --no-such-option'])(
    'on what there is comes of %j',
    async line => {
      expect(await cli(line, { language: 'en' })).toEqual({
        code: 0,
        out: expect.stringMatching(/^cpbillmgr COMMAND \[options\]\n/),
        err: '',
      });
    },
  );

  test('keeps to the width of a terminal', async () => {
    for (const columns of [60, 80]) {
      const { out } = await cli('operations --help', { language: 'en', columns });
      expect(out.split('\n').filter(line => line.length > columns)).toEqual([]);
    }
  });
});

test('every command that needs a manager root tells of one that is not there', async () => {
  for (const { name, rootless } of [...OWN, ...BY_HAND]) {
    const [example = name] = examplesIn((await cli(`${name} --help`, { language: 'en' })).out);
    const { code, err } = await cli(example, { language: 'en' });
    if (rootless) expect(err, name).not.toContain('no manager root');
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

  test('has a chapter for every command with exactly its options', async () => {
    for (const { name } of OWN) {
      expect(chapter(name), name).not.toBe('');
      const listed = [...chapter(name).matchAll(/^\| `--([a-z-]+)/gm)].map(match => match[1]);
      const { out } = await cli(`${name} --help`, { language: 'en' });
      expect(listed, name).toEqual(optionsIn(out));
      // product types are the README's to name
      const choices = [...out.matchAll(/\[choices: (.*?)\]/gs)].map(match => match[1] ?? '');
      for (const each of choices.filter(all => !all.includes('soft')))
        for (const [, value] of each.matchAll(/"(.*?)"/g))
          if (each !== '"en", "ru"') expect(chapter(name)).toContain(value);
    }
  });

  test('lists the common options, the operations by hand with their options, and the sandbox', async () => {
    for (const name of ['help', 'lang']) expect(chapter('All commands')).toContain(`\`--${name}`);
    for (const { name, operand } of BY_HAND) {
      const row = new RegExp(
        `^\\| \`${name}${operand === null ? '' : ` ${operand}`}\` .*$`,
        'm',
      ).exec(chapter('Operations by hand'))?.[0];
      expect(row, name).toBeDefined();
      const { out } = await cli(`${name} --help`, { language: 'en' });
      for (const option of optionsIn(out)) expect(row, name).toContain(`\`--${option}\``);
    }
    for (const name of ['sandbox', 'help']) expect(chapter(name)).not.toBe('');
  });
});
