import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModuleRun, type RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import { COMMANDS, MODULE_COMMANDS } from '../../src/entrypoints/admin/commands.ts';
import { errorOf, journalOf, sandbox, sharedSandbox, stateFile } from './support.ts';

/** A line as a person types it: `cpbillmgr open 117`. */
const typed = (box: Sandbox, line: string, env = {}): Promise<ModuleRun> =>
  box.runModule(line.split(' ').filter(Boolean), { program: '../sbin/cpbillmgr', env });

/** A sandbox with one service that is sold, and nothing asked of anybody since. */
async function soldBox(): Promise<{ readonly box: RunningSandbox; readonly item: number }> {
  const box = await sandbox();
  const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10' });
  box.clearCalls();
  return { box, item };
}

/** Nobody was asked for anything, nothing was charged, and the journal knows of nothing new. */
async function expectUntouched(box: RunningSandbox): Promise<void> {
  expect(box.calls()).toEqual([]);
  expect(box.charges()).toHaveLength(1);
  const journal = await journalOf(box);
  try {
    expect((await journal.operations({})).map(each => each.command)).toEqual(['open']);
  } finally {
    await journal.dispose();
  }
}

const EVERY = [...COMMANDS, ...MODULE_COMMANDS].map(each => each.name);
/** What a command needs, so that only what is added to it is wrong. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  ...MODULE_COMMANDS.filter(each => each.operand).map(({ name }): [string, string] => [
    name,
    `${name} 101`,
  ]),
  ['check_param', 'check_param 101 --param ip'],
  ['import', 'import 1 --itemtype soft'],
  ['completion', 'completion bash'],
]);
const wholeLine = (name: string): string => NEEDS.get(name) ?? name;

/** A line, and what is said about it. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['prolong 101 --dry-run', '"prolong" knows no option --dry-run.'],
  ['prolong 101 --json', '"prolong" knows no option --json.'],
  ['prolong 101 --yes', '"prolong" knows no option --yes.'],
  ['prolong 101 --period=12', '"prolong" knows no option --period.'],
  ['prolong 101 --command close', '"prolong" knows no option --command.'],
  ['prolong 101 -- --force', 'Unexpected word "--force" after "prolong".'],
  ['open 101 extra words', 'Unexpected word "extra" after "open".'],
  ['prolong 101 102', 'Unexpected word "102" after "prolong".'],
  ['prolong 101 --item 101', 'Both 101 and --item 101 are given'],
  ['prolong', '"prolong" needs ITEM.'],
  ['prolong all', 'ITEM is a number in BILLmanager'],
  ['prolong 101 --constructor', '"prolong" knows no option --constructor.'],
  ['prolong 101 --__proto__ x', '"prolong" knows no option --__proto__.'],
  ['prolong 101 -1', '"prolong" knows no option -1.'],
  ['prolong 101 =', 'Unexpected word "=" after "prolong".'],
  ['prolong 101 --=', '"prolong" knows no option --=.'],
  ['prolng 101', 'There is no command "prolng". Did you mean "prolong"?'],
  ['renew 101', 'There is no command "renew". See cpbillmgr --help.'],
  ['--constructor', '"cpbillmgr" knows no option --constructor.'],
  ['--__proto__ x', '"cpbillmgr" knows no option --__proto__.'],
  ['-1', '"cpbillmgr" knows no option -1.'],
  ['=', 'There is no command "=".'],
  ['--=', '"cpbillmgr" knows no option --=.'],
  ['-copen -i 101', '"cpbillmgr" knows no option -copen.'],
  ['--item 101 --command prolong', '"cpbillmgr" knows no option'],
  ['checkevent now', 'Unexpected word "now" after "checkevent".'],
  ['checkevent --json=1', '--json takes no value.'],
  ['checkevent --dryrun', '"checkevent" knows no option --dryrun. Did you mean --dry-run?'],
  ['checkevent --module licenses', '--module is a number in BILLmanager'],
  ['serve --port 80', '"serve" knows no option --port.'],
  ['adopt --suggest --aply', '"adopt" knows no option --aply. Did you mean --apply?'],
  ['sandbox prolong 101 --dry-run', 'Unknown argument: dry-run.'],
  ['sandbox shwo', 'Unknown argument: shwo. Did you mean "show"?'],
  ['sandbox --constructor', 'Unknown argument: --constructor.'],
];

describe('a command that a person types', () => {
  test('shows help and does nothing, wherever on the line that is asked for', async () => {
    const { box } = await soldBox();
    for (const line of [
      'prolong 101 --help',
      'prolong 101 -h',
      '-h prolong 101',
      'prolong --help 101 more words --and=options --constructor',
      'prolong --item --help',
    ])
      expect(await typed(box, line), line).toMatchObject({
        exitCode: 0,
        stderr: '',
        stdout: expect.stringMatching(/^Usage: cpbillmgr prolong \[ITEM\] \[options\]\n/),
      });
    await expectUntouched(box);
  });

  test('that is wrong is refused in one line with exit code 2, and nothing is done', async () => {
    const { box } = await soldBox();
    for (const [line, message] of REFUSED) {
      const run = await typed(box, line);
      expect(run, line).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringContaining(message),
      });
      expect(run.stderr.trimEnd().split('\n'), line).toHaveLength(1);
    }
    await expectUntouched(box);
  });

  test('--command in the middle is an option of operations, not a call of BILLmanager', async () => {
    const { box, item } = await soldBox();
    const run = await typed(box, `--json operations --item ${item} --command open`);
    expect(JSON.parse(run.stdout)).toMatchObject([{ command: 'open', item: String(item) }]);
    expect(await typed(box, `--command prolong --item ${item} -h`)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Usage: /),
    });
    await expectUntouched(box);
  });

  test('that is right is carried out, by word and by option', async () => {
    const { box, item } = await soldBox();
    expect(await typed(box, `prolong ${item}`)).toMatchObject({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    expect(await typed(box, `--lang ru suspend --item ${item}`)).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    expect(box.charges()).toHaveLength(2);
    expect(box.upstreamServices()).toMatchObject([{ status: 3 }]);
    const run = await typed(box, 'open 4711 --lang=ru');
    expect(run.exitCode).toBe(1);
    expect(errorOf(run)).toMatchObject({
      type: 'service_missing',
      text: expect.stringContaining('нет'),
    });
  });
});

describe('every command', () => {
  let shared: Awaited<ReturnType<typeof sharedSandbox>>;
  beforeAll(async () => {
    shared = await sharedSandbox();
    await shared.box.order({ tariff: '3541', ip: '192.0.2.10' });
    shared.box.clearCalls();
  });
  afterAll(() => shared.end());

  test.each(EVERY)(
    '%s: help is help, an unknown option and a word too many are refused',
    async name => {
      const { box } = shared;
      const line = wholeLine(name);
      expect(await typed(box, `${line} --help`)).toMatchObject({
        exitCode: 0,
        stderr: '',
        stdout: expect.stringContaining(`Usage: cpbillmgr ${name}`),
      });
      expect(await typed(box, `${line} --no-such-option`)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: `cpbillmgr: "${name}" knows no option --no-such-option. See cpbillmgr ${name} --help.\n`,
      });
      if (name !== 'help')
        expect(await typed(box, `${line} surplus`)).toMatchObject({
          exitCode: 2,
          stdout: '',
          stderr: `cpbillmgr: Unexpected word "surplus" after "${name}". See cpbillmgr ${name} --help.\n`,
        });
      await expectUntouched(box);
    },
  );
});

describe('a call of BILLmanager', () => {
  const NEWER = ['--constructor', '--__proto__', 'x', '-1', '=', '--=', '--brand-new=1'];

  test.each([
    ['pmcpbillmgr', ['--command', 'prolong', '--item']],
    ['../sbin/cpbillmgr', ['--command=prolong', '--item']],
    ['pmcpbillmgr', ['prolong']],
  ])('of %s %j goes on whatever else a newer panel passes, and says so', async (program, words) => {
    const { box, item } = await soldBox();
    const run = await box.runModule([...words, String(item), ...NEWER], { program });
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    const name = program.replace('../sbin/', '');
    expect(run.stderr.trimEnd().split('\n')).toEqual(
      ['--constructor', '--__proto__', '-1', '--', '--brand-new'].map(
        option => `${name}: unknown option ${option} is ignored`,
      ),
    );
    expect(box.charges()).toHaveLength(2);
  });

  test('by the module’s name in plain words shows help when that is asked for', async () => {
    const { box, item } = await soldBox();
    expect(await box.runModule(['prolong', String(item), '--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Usage: cpbillmgr prolong/),
    });
    await expectUntouched(box);
  });
});

describe('a manager root', () => {
  const LINES = [
    'licenses',
    'operations --json',
    'conf check',
    'prolong 101',
    'checkevent',
    'adopt --suggest',
  ];

  test('that is not there is told', async () => {
    const { box } = await soldBox();
    for (const line of LINES)
      expect(await typed(box, line, { CPBILLMGR_ROOT: '/nonexist' }), line).toMatchObject({
        exitCode: 1,
        stdout: '',
        stderr:
          'cpbillmgr: There is no manager root /nonexist (ENOENT). CPBILLMGR_ROOT names another one.\n',
      });
  });

  test.each([
    ['the conf', (box: RunningSandbox) => join(box.root, 'etc/cpbillmgr.conf')],
    ['the state file', stateFile],
  ])('of which %s may not be read: the right that is missing is told', async (_, fileOf) => {
    const { box } = await soldBox();
    chmodSync(fileOf(box), 0);
    const powerless = new Sandbox(box.dir, WITHOUT_POWER);
    try {
      for (const line of LINES)
        expect(await typed(powerless, line), line).toMatchObject({
          exitCode: 1,
          stdout: '',
          stderr: `cpbillmgr: The right to read ${fileOf(box)} is missing (EACCES). Run the command as root.\n`,
        });
      expect(await typed(powerless, 'version')).toMatchObject({ exitCode: 0 });
    } finally {
      powerless.dispose();
    }
    expect(box.charges()).toHaveLength(1);
  });
});

/** root without its power over the rights of files: a user to whom they apply. */
const WITHOUT_POWER: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
