import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../../src/base/fault.ts';
import { BillmanagerRefused, isMissed } from '../../../src/billmanager/billmanager-refused.ts';
import { Mgrctl, type MgrctlOptions } from '../../../src/billmanager/mgrctl/mgrctl.ts';
import { text } from '../../../src/manager-api/document.ts';
import { errorDocument, FakeRoot } from '../fake-root.ts';
import { LinesLog } from '../lines-log.ts';

const READ = { kind: 'read' } as const;
const ACT = { kind: 'act' } as const;
const SECRET = 'S3cret/key & <more>';

let root: FakeRoot;
let log: LinesLog;

beforeEach(() => {
  root = new FakeRoot();
  log = new LinesLog();
});
afterEach(() => root.remove());

function managerWith(options: Partial<MgrctlOptions> = {}): Mgrctl {
  return new Mgrctl({
    root: root.path,
    moduleName: 'pmcpbillmgr',
    mayAct: () => undefined,
    log,
    ...options,
  });
}

const mgrctl = managerWith;

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => new Error('the call succeeded'),
    (reason: unknown) => reason,
  );
  if (error instanceof Fault) return error;
  throw error;
}

async function eventually(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 300_000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await pause(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    // a killed process that nobody has waited for yet is still listed
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('an act is asked for leave and not begun without; reads, and what a module tells of itself, go on', async () => {
  const manager = mgrctl({
    mayAct: () => {
      throw new Fault('maintenance', { object: 'file' });
    },
  });
  expect((await faultOf(manager.call('service.postopen', { elid: '1' }, ACT))).type).toBe(
    'maintenance',
  );
  await manager.call('soft.edit', { elid: '1' }, READ);
  await manager.call(
    'processing.savebalance',
    { balance: '1' },
    { kind: 'act', inMaintenance: true },
  );
  expect(root.calls().map(each => each.func)).toEqual(['soft.edit', 'processing.savebalance']);
});

describe('what mgrctl is started with', () => {
  test('function and params stand in the argument vector in the documented form', async () => {
    root.answer('soft.edit', '<doc><id>117</id></doc>');
    const document = await mgrctl().call(
      'soft.edit',
      { elid: '117', skipped: undefined, p: '' },
      READ,
    );
    expect(text(document, 'id')).toBe('117');
    expect(root.calls()[0]?.args).toEqual([
      '-m',
      'billmgr',
      '-o',
      'xml',
      'soft.edit',
      'elid=117',
      'p=',
    ]);
  });

  test('it runs in the manager root with a reduced environment that names the module', async () => {
    const environment = {
      PATH: process.env['PATH'],
      HOME: '/root',
      LANG: 'ru_RU.UTF-8',
      LC_TIME: 'C',
      CPBILLMGR_ROOT: root.path,
      NODE_OPTIONS: '--inspect',
      SSH_CONNECTION: '198.51.100.7 1 192.0.2.1 22',
      TOKEN: 'x',
    };
    await mgrctl({ environment }).call('service.postopen', { elid: '1' }, ACT);
    const seen = root.calls()[0];
    expect(seen?.cwd).toBe(root.path);
    // PWD and its like are the shell's own
    expect(
      seen && [...seen.environment].filter(([name]) => !/^(?:PATH|PWD|OLDPWD|SHLVL|_)$/.test(name)),
    ).toEqual([
      ['HOME', '/root'],
      ['LANG', 'ru_RU.UTF-8'],
      ['LC_TIME', 'C'],
      ['CPBILLMGR_ROOT', root.path],
      ['SSH_CONNECTION', 'pmcpbillmgr'],
    ]);
  });

  test.each([
    ['quotes', `it's "quoted" \\ \`id\``],
    ['a command substitution', `$(touch INJECTED) \${HOME} ; touch INJECTED & touch INJECTED |`],
    ['newlines and tabs', 'first\nsecond\r\n\tthird\n'],
    ['leading dashes', '-e --help -m core'],
    ['a variable', '$PATH'],
    ['markup', '<doc><error type="auth"/></doc>&amp;'],
    ['Cyrillic and emoji', 'лицензия 🔑'],
  ])('%s in a value arrive as they are', async (_name, value) => {
    await mgrctl().call('service.saveparam', { elid: '1', value }, ACT);
    expect(root.calls()[0]?.args.slice(5)).toEqual(['elid=1', `value=${value}`]);
    expect(existsSync(join(root.path, 'INJECTED'))).toBe(false);
  });

  test('a secret travels by the environment and stands neither in argv nor in the log', async () => {
    await mgrctl().call(
      'service.saveparam',
      { elid: '1', value: SECRET, other: '2', sok: 'ok' },
      { kind: 'act', secrets: ['value', 'absent'] },
    );
    const seen = root.calls()[0];
    expect(seen?.args.slice(5)).toEqual([
      'elid=1',
      'other=2',
      'sok=ok',
      '-e',
      'value=$CPBILLMGR_SECRET_0',
    ]);
    expect(seen?.environment.get('CPBILLMGR_SECRET_0')).toBe(SECRET);
    expect(log.lines.join('\n')).not.toContain('S3cret');
  });

  test('a value whose name tells that it is secret needs not be named', async () => {
    await mgrctl().call('soft.open', { elid: '1', lickey: SECRET }, ACT);
    const seen = root.calls()[0];
    expect(seen?.args.slice(5)).toEqual(['elid=1', '-e', 'lickey=$CPBILLMGR_SECRET_0']);
    expect(seen?.environment.get('CPBILLMGR_SECRET_0')).toBe(SECRET);
  });

  test('several secrets get a variable each, and none of them is left for the next call', async () => {
    const manager = mgrctl();
    await manager.call('a', { x: 'one', y: '$(two)\n' }, { kind: 'act', secrets: ['x', 'y'] });
    await manager.call('b', {}, ACT);
    const [first, second] = root.calls();
    expect(first?.args.slice(5)).toEqual([
      '-e',
      'x=$CPBILLMGR_SECRET_0',
      '-e',
      'y=$CPBILLMGR_SECRET_1',
    ]);
    expect(first?.environment.get('CPBILLMGR_SECRET_1')).toBe('$(two)\n');
    expect(
      [...(second?.environment.keys() ?? [])].filter(name => name.startsWith('CPBILLMGR_SECRET')),
    ).toEqual([]);
  });

  test.each(['soft.edit --help', '-R', '', 'a/b', 'soft;id', 'soft.edit\n'])(
    'a function called %j starts nothing',
    async func => {
      const fault = await faultOf(mgrctl().call(func, {}, READ));
      expect(fault).toMatchObject({ type: 'argument_bad', kind: 'final' });
      expect(root.calls()).toEqual([]);
    },
  );

  test.each(['-e', 'a=b', '', 'a b', 'ключ'])('a key called %j starts nothing', async key => {
    const fault = await faultOf(mgrctl().call('soft.edit', { [key]: 'v' }, READ));
    expect(fault).toMatchObject({ type: 'argument_bad', object: 'soft.edit', value: key });
    expect(root.calls()).toEqual([]);
  });

  test('a value that no argument can carry is refused without being quoted', async () => {
    const withNul = await faultOf(mgrctl().call('f', { value: 'abc\0def' }, ACT));
    const tooLong = await faultOf(mgrctl().call('f', { value: 'x'.repeat(131_072) }, ACT));
    expect([withNul.type, tooLong.type]).toEqual(['argument_bad', 'argument_bad']);
    expect(withNul.message).not.toContain('abc');
    expect(root.calls()).toEqual([]);
  });

  test('the longest value that is let through does arrive, plain and secret', async () => {
    const value = 'x'.repeat(131_000);
    await mgrctl().call('f', { value, hidden: value }, { kind: 'act', secrets: ['hidden'] });
    expect(root.calls()[0]?.args[5]).toBe(`value=${value}`);
    expect(root.calls()[0]?.environment.get('CPBILLMGR_SECRET_0')).toBe(value);
  });
});

const PLACES = [
  ['files in memory', '/dev/shm'],
  ['streams', '/nowhere'],
] as const;

describe.each(PLACES)('what mgrctl answers through %s', (_place, memory) => {
  const mgrctl = (options: Partial<MgrctlOptions> = {}) => managerWith({ memory, ...options });

  test.each([0, 1, 9])('an error document is understood at exit status %i', async exit => {
    const body = errorDocument('missed', { object: 'elid', value: '117', text: 'No such service' });
    root.answer('soft.edit', body, { exit });
    const fault = await faultOf(mgrctl().call('soft.edit', { elid: '117' }, READ));
    expect(fault).toBeInstanceOf(BillmanagerRefused);
    expect(isMissed(fault)).toBe(true);
    expect(fault).toMatchObject({
      type: 'billing_refused',
      kind: 'final',
      object: 'soft.edit',
      value: 'No such service',
      errorType: 'missed',
      errorObject: 'elid',
    });
  });

  test('an error without a text is told by its type, object and value', async () => {
    root.answer('soft.open', '<doc><error type="value" object="ip" value="1.2.3"/></doc>');
    const fault = await faultOf(mgrctl().call('soft.open', {}, ACT));
    expect(fault.value).toBe('type=value object=ip value=1.2.3');
  });

  test.each(['lock', 'locked', 'busy', 'object_busy', 'timeout', 'deadlock'])(
    'the error type %s is passing',
    async type => {
      root.answer('f', errorDocument(type, { text: 'wait' }));
      expect(await faultOf(mgrctl().call('f', {}, ACT))).toMatchObject({
        type: 'billing_refused',
        kind: 'passing',
      });
    },
  );

  test.each(['blocked', 'access', 'license', 'unheard_of'])(
    'the error type %s is final',
    async type => {
      root.answer('f', errorDocument(type, { text: 'no' }));
      expect((await faultOf(mgrctl().call('f', {}, ACT))).kind).toBe('final');
    },
  );

  test('a refusal that quotes a secret is told without it, in every spelling', async () => {
    const escaped = SECRET.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const url = encodeURIComponent(SECRET);
    root.answer(
      'f',
      errorDocument('value', { object: 'lickey', value: escaped, text: `bad ${escaped} ${url}` }),
    );
    const fault = await faultOf(
      mgrctl().call('f', { lickey: SECRET }, { kind: 'act', secrets: ['lickey'] }),
    );
    expect(fault.value).toBe('bad *** ***');
    expect(JSON.stringify([fault.value, fault.detail, fault.object, log.lines])).not.toContain(
      'S3cret',
    );
  });

  test.each(['', '\n', 'OK', 'ok\n', '<doc/>', '<?xml version="1.0"?>\n<doc><ok/></doc>\n'])(
    'an act that is answered by %j is done',
    async body => {
      root.answer('service.postopen', body);
      const document = await mgrctl().call('service.postopen', {}, ACT);
      expect(document.name).toBe('doc');
    },
  );

  test.each([
    ['nothing', ''],
    ['OK', 'OK'],
    ['an HTML page', '<!DOCTYPE html><html><body>Bad gateway</body></html>'],
    ['a cut document', '<doc><elem><id>7</id>'],
    ['binary garbage', new Uint8Array([0, 255, 254, 60, 0, 13])],
    ['a message', 'ERROR Unable to connect to billmgr'],
  ])('a read that is answered by %s is passing', async (_name, body) => {
    root.answer('soft', body);
    const fault = await faultOf(mgrctl().call('soft', {}, READ));
    expect(fault).toMatchObject({ type: 'billing_unreachable', kind: 'passing', object: 'soft' });
    expect(fault.value).not.toBe('');
  });

  test.each(['', 'OK', '<doc/>'])(
    'an act that ends with a bad exit status and %j is not done',
    async body => {
      root.answer('service.postopen', body, { exit: 3 });
      const fault = await faultOf(mgrctl().call('service.postopen', {}, ACT));
      expect(fault).toMatchObject({ type: 'billing_unreachable', kind: 'passing' });
      expect(fault.value).toContain('mgrctl ended with status 3');
    },
  );

  test('an answer of many megabytes is read whole', async () => {
    const row = `<elem><id>7</id><name>${'n'.repeat(1000)}</name></elem>`;
    root.answer('soft', `<doc>${row.repeat(3000)}</doc>`);
    const document = await mgrctl().call('soft', {}, READ);
    expect(document.children).toHaveLength(3000);
  });

  test('an answer above the bound ends the call and mgrctl', async () => {
    root.script('soft', `echo $$ > "$root/pid"; exec yes '<doc>'`);
    const fault = await faultOf(mgrctl({ maxAnswerBytes: 100_000 }).call('soft', {}, READ));
    expect(fault).toMatchObject({ type: 'billing_unreachable', value: 'the answer is too large' });
    const pid = Number(readFileSync(join(root.path, 'pid'), 'utf8'));
    await eventually(() => !isAlive(pid));
  });

  test('much noise on standard error neither blocks the call nor fills the log', async () => {
    root.script('soft', `yes warning | head -c 3000000 >&2; printf '<doc/>'`);
    await mgrctl().call('soft', {}, READ);
    root.script('soft', `yes ${SECRET.split(' ')[0]} | head -c 3000000 >&2; exit 1`);
    await faultOf(mgrctl().call('soft', { k: 'S3cret/key' }, { kind: 'read', secrets: ['k'] }));
    expect(log.lines.join('').length).toBeLessThan(2_000);
    expect(log.lines.join('')).not.toContain('S3cret');
    expect(log.lines[1]).toContain('stderr: ***');
  });
});

describe.each(PLACES)('when mgrctl fails, heard through %s', (_place, memory) => {
  const mgrctl = (options: Partial<MgrctlOptions> = {}) => managerWith({ memory, ...options });

  test('a hanging mgrctl is killed together with what it started', async () => {
    root.script(
      'soft',
      `sleep 300 & echo $! $$ > "$root/pids.new"; mv "$root/pids.new" "$root/pids"; wait`,
    );
    const fault = await faultOf(mgrctl({ timeoutMs: 500 }).call('soft', {}, READ));
    expect(fault).toMatchObject({
      type: 'billing_unreachable',
      kind: 'passing',
      value: 'no answer in time',
    });
    const pids = readFileSync(join(root.path, 'pids'), 'utf8').trim().split(' ').map(Number);
    await eventually(() => !pids.some(isAlive));
  });

  test('a killed mgrctl is passing and says which signal', async () => {
    root.script('service.postopen', 'kill -KILL $$');
    const fault = await faultOf(mgrctl().call('service.postopen', {}, ACT));
    expect(fault).toMatchObject({ type: 'billing_unreachable', kind: 'passing' });
    expect(fault.value).toContain('SIGKILL');
  });

  test('an answer is not lost to a daemon that keeps the output open', async () => {
    root.script('soft', `sleep 300 & echo $! > "$root/pid"; printf '<doc><id>7</id></doc>'`);
    const document = await mgrctl().call('soft', {}, READ);
    expect(text(document, 'id')).toBe('7');
    const pid = Number(readFileSync(join(root.path, 'pid'), 'utf8'));
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  test('a missing mgrctl is passing', async () => {
    rmSync(join(root.path, 'sbin/mgrctl'));
    const fault = await faultOf(mgrctl().call('soft', {}, READ));
    expect(fault).toMatchObject({ type: 'billing_unreachable', kind: 'passing' });
    expect(fault.value).toBe('sbin/mgrctl cannot be started: ENOENT');
  });

  test('an mgrctl that may not be executed is passing', async () => {
    chmodSync(join(root.path, 'sbin/mgrctl'), 0o644);
    expect((await faultOf(mgrctl().call('soft', {}, READ))).value).toContain('EACCES');
  });

  test('an mgrctl that is no program is passing', async () => {
    writeFileSync(join(root.path, 'sbin/mgrctl'), new Uint8Array([127, 69, 76, 70, 0, 0]));
    expect((await faultOf(mgrctl().call('soft', {}, READ))).type).toBe('billing_unreachable');
  });

  test('a missing manager root is passing', async () => {
    const fault = await faultOf(
      mgrctl({ root: join(root.path, 'nowhere') }).call('soft', {}, READ),
    );
    expect(fault.type).toBe('billing_unreachable');
  });
});

describe('the log', () => {
  test('a call is one line with function, object, time and outcome, never the answer', async () => {
    root.answer('processing.edit', '<doc><elid>3</elid><password>hunter2</password></doc>');
    root.answer('soft.edit', errorDocument('missed', { object: 'elid', text: 'gone' }));
    await mgrctl().call('processing.edit', { elid: '3' }, READ);
    await faultOf(mgrctl().call('soft.edit', { elid: '9' }, READ));
    expect(log.lines).toHaveLength(2);
    expect(log.lines[0]).toMatch(/^debug mgrctl processing\.edit elid=3 \d+ ms ok$/);
    expect(log.lines[1]).toMatch(
      /^debug mgrctl soft\.edit elid=9 \d+ ms refused type=missed object=elid value=$/,
    );
  });

  test('it tells no time', () => {
    expect(mgrctl().serverTime()).toBeNull();
  });
});
