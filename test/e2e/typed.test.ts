import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModuleRun, type RunningSandbox, Sandbox } from '../../sandbox/sandbox.ts';
import { BY_HAND, OWN } from '../entrypoints/admin/surroundings.ts';
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

const EVERY = [...OWN, ...BY_HAND].map(each => each.name);
/** What a command needs, so that only what is added to it is wrong. */
const NEEDS: ReadonlyMap<string, string> = new Map([
  ...BY_HAND.filter(each => each.operand !== null).map(({ name }): [string, string] => [
    name,
    `${name} 101`,
  ]),
  ['check_param', 'check_param 101 --param ip'],
  ['import', 'import 1 --itemtype soft'],
  ['completion', 'completion bash'],
  ['resolve', 'resolve 1 --none'],
  ['installation', 'installation take abcde'],
]);
const wholeLine = (name: string): string => NEEDS.get(name) ?? name;

/** A line, and what is said about it. */
const REFUSED: readonly (readonly [string, string])[] = [
  ['prolong 101 --dry-run', 'Unknown argument: --dry-run.'],
  ['prolong --dry-run 101', 'Unknown argument: --dry-run.'],
  ['prolong 101 --json', 'Unknown argument: --json.'],
  ['prolong 101 --yes', 'Unknown argument: --yes.'],
  ['prolong 101 --period=12', 'Unknown argument: --period.'],
  ['prolong 101 --command close', 'Unknown argument: --command.'],
  ['prolong 101 -- --force', 'Unknown argument: --force.'],
  ['-- prolong 101', 'Unknown argument: prolong.'],
  ['open 101 extra words', 'Unknown argument: extra.'],
  ['prolong 101 102', 'Unknown argument: 102.'],
  ['prolong 101 --item 101', 'ITEM and item do not go together.'],
  ['prolong 101 --ITEM 101', 'Unknown argument: --ITEM.'],
  ['prolong --item 101 --item 101', '--item may be given once.'],
  ['prolong --item=', '--item needs a value.'],
  ['prolong --item', '--item needs a value.'],
  ['prolong', 'Missing argument: ITEM.'],
  ['prolong all', 'A number in BILLmanager'],
  ['prolong 0101', 'A number in BILLmanager'],
  ['prolong 101.0', 'A number in BILLmanager'],
  ['prolong 101 --constructor', 'Unknown argument: --constructor.'],
  ['prolong 101 --__proto__ x', 'Unknown argument: --__proto__.'],
  ['prolong 101 --get-yargs-completions', 'Unknown argument: --get-yargs-completions.'],
  ['prolong 101 --version', 'Unknown argument: --version.'],
  ['prolong 101 --itemtype --version', '--itemtype needs a value.'],
  ['prolong 101 -1', 'Unknown argument: -1.'],
  ['prolong 101 =', 'Unknown argument: =.'],
  ['prolong 101 --=', 'Unknown argument: -.'],
  ['prolng 101', 'Unknown argument: prolng. Did you mean "prolong"?'],
  ['renew 101', 'Unknown argument: renew. See cpbillmgr --help.'],
  ['--constructor', 'Unknown argument: --constructor.'],
  ['--__proto__ x', 'Unknown argument: --__proto__.'],
  ['-1', 'Unknown argument: -1.'],
  ['=', 'Unknown argument: =.'],
  ['--=', 'Unknown argument: -.'],
  ['-copen -i 101', 'Unknown argument: -copen.'],
  ['--item 101 --command prolong', 'Unknown argument: --item.'],
  ['checkevent now', 'Unknown argument: now.'],
  ['checkevent --json=1', '--json takes no value.'],
  ['checkevent --no-dry-run', 'Unknown argument: --no-dry-run.'],
  ['checkevent --dryRun', 'Unknown argument: --dryRun.'],
  ['checkevent --dryrun', 'Unknown argument: --dryrun. Did you mean "--dry-run"?'],
  ['checkevent --module licenses', 'A number in BILLmanager'],
  ['serve --port 80', 'Unknown argument: --port.'],
  ['adopt --suggest --aply', 'Unknown argument: --aply. Did you mean "--apply"?'],
  ['sandbox prolong 101 --dry-run', 'Unknown argument: --dry-run.'],
  ['sandbox prolong 101 --ITEM 102', 'Unknown argument: --ITEM.'],
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
      'prolong 101 help',
      'help prolong 101',
    ])
      expect(await typed(box, line), line).toMatchObject({
        exitCode: 0,
        stderr: '',
        stdout: expect.stringMatching(/^cpbillmgr prolong \[ITEM\]\n/),
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
      stdout: expect.stringMatching(/^cpbillmgr COMMAND/),
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
        stdout: expect.stringMatching(new RegExp(`^cpbillmgr ${name}\\b`)),
      });
      expect(await typed(box, `${line} --no-such-option`)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: `cpbillmgr: Unknown argument: --no-such-option. See cpbillmgr ${name} --help.\n`,
      });
      expect(await typed(box, `${line} surplus`)).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: `cpbillmgr: Unknown argument: surplus. See cpbillmgr ${name} --help.\n`,
      });
      expect(await typed(box, `--get-yargs-completions cpbillmgr ${line}`)).toMatchObject({
        exitCode: 0,
        stderr: '',
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
      stdout: expect.stringMatching(/^cpbillmgr prolong/),
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
