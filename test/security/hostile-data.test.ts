import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModuleRun } from '../../sandbox/sandbox.ts';
import { childrenOf } from '../../src/manager-api/document.ts';
import { parseXml } from '../../src/manager-api/xml.ts';
import { logOf, sandbox } from '../e2e/support.ts';
import { CONTROL, LOG_LINE, recordChildren } from './support.ts';

const FORGED = 'Nov 21 00:00:00 [1] pmcpbillmgr INFO all is well';
const ESCAPES = '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b5m\u202etxt.exe';
/** What a client may call a license. */
const NAMES: readonly (readonly [string, string])[] = [
  [
    'a shell substitution',
    '$(touch OWNED) `touch OWNED` ; touch OWNED | touch OWNED & touch OWNED',
  ],
  ['quotes', `"'"'\\"; touch OWNED; '`],
  ['an option of mgrctl', '--command exit -e elid=1 -m core'],
  ['a path', '../../../../etc/passwd'],
  ['a parameter of its own', 'x&sok=ok&period=12&elid=1'],
  ['a variable', '$CPBILLMGR_SECRET_0 $HOME'],
  [
    'markup',
    '</licname><pricelist>1</pricelist><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;',
  ],
];

const linesOf = (text: string): string[] => text.split('\n').filter(line => line !== '');

describe('data of a client', () => {
  test.each(NAMES)('that is %s is a name and nothing else', async (_, licname) => {
    const box = await sandbox({ conf: '[log]\nlevel = debug\n' });
    const recorder = recordChildren(box);
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10', licname });
    expect(await box.setparam(item, { licname: `${licname}!` })).toMatchObject({ ended: true });
    expect(box.upstreamServices()).toMatchObject([
      { licname: `${licname}!`, period: 1, pricelist: 3541 },
    ]);
    expect(box.charges()).toHaveLength(1);
    expect(readdirSync(box.root)).not.toContain('OWNED');
    expect(existsSync(join(process.cwd(), 'OWNED'))).toBe(false);
    // functions and keys are ours: what data there is stands behind a key
    for (const { argv } of recorder.children()) {
      expect(argv.slice(0, 4)).toEqual(['-m', 'billmgr', '-o', 'xml']);
      for (const word of argv.slice(5)) expect(word).toMatch(/^(-e$|[\w.]+=)/);
    }
  });

  test('with line breaks forges no line of the log', async () => {
    const box = await sandbox({ conf: '[log]\nlevel = debug\n' });
    const licname = `one\n${FORGED}\r\n${FORGED}\u2028${FORGED}`;
    const first = await box.order({ tariff: '3541', ip: '192.0.2.10', licname });
    box.addFault({
      side: 'upstream',
      func: 'soft.suspend',
      action: `error:limit:${licname}`,
      count: 1,
    });
    const refused = await box.suspend(first.item);
    expect(refused.exitCode).toBe(1);
    await box.runModule(['--command', `open\n${FORGED}`, '--item', String(first.item)]);
    await box.runModule(['--command', 'open', '--item', `1\n${FORGED}`]);
    for (const line of linesOf(logOf(box))) {
      expect(line).toMatch(LOG_LINE);
      expect(line.startsWith(FORGED)).toBe(false);
    }
  });
});

describe('what upstream says', () => {
  const isQuiet = (run: ModuleRun): void => {
    expect(run.stdout).not.toMatch(CONTROL);
    expect(run.stderr).not.toMatch(CONTROL);
  };

  test('carries nothing to a terminal that it would obey', async () => {
    const box = await sandbox();
    const { item } = await box.order({
      tariff: '3541',
      ip: '192.0.2.10',
      licname: `name${ESCAPES}`,
    });
    box.addFault({
      side: 'upstream',
      func: 'soft.suspend',
      action: `error:limit:${ESCAPES}`,
      count: 1,
    });
    isQuiet(await box.suspend(item));
    box.person('rename', box.upstreamServices()[0]?.id ?? 0, `other${ESCAPES}`);
    box.addFault({ side: 'upstream', func: 'soft', action: `error:limit:${ESCAPES}`, count: 1 });
    const checkevent = await box.runModule(['checkevent', '--verbose']);
    expect(checkevent.stderr).not.toBe('');
    isQuiet(checkevent);
    for (const words of [
      ['licenses'],
      ['licenses', '--json'],
      ['operations'],
      ['operations', '--json'],
    ])
      isQuiet(await box.runModule(words));
    writeFileSync(
      join(box.root, 'etc/cpbillmgr.conf'),
      `Preset ${ESCAPES}\n[${ESCAPES}]\nurl = ${ESCAPES}\n`,
    );
    const check = await box.runModule(['conf', 'check']);
    expect(check.exitCode).toBe(1);
    isQuiet(check);
    isQuiet(await box.order({ tariff: '3541', ip: '192.0.2.11' }));
    isQuiet(await box.runModule([`bad${ESCAPES}`]));
  });

  test('is escaped in error documents, records and JSON', async () => {
    const box = await sandbox();
    const text = '</msg><error type="forged"/> & "quoted" <![CDATA[x]]>';
    const { item } = await box.order({ tariff: '3541', ip: '192.0.2.10', licname: text });
    box.addFault({
      side: 'upstream',
      func: 'soft.suspend',
      action: `error:limit:${text}`,
      count: 1,
    });
    const refused = await box.suspend(item);
    const { children } = parseXml(refused.stdout);
    expect(children.map(each => [each.name, each.attributes.get('type')])).toEqual([
      ['error', 'upstream_refused'],
    ]);
    const record = parseXml(box.operations()[0]?.errorxml ?? '');
    expect(childrenOf(record.children[0] ?? record, 'error')).toHaveLength(1);
    expect(refused.stdout).toContain('&lt;/msg&gt;');
    const { stdout } = await box.runModule(['licenses', '--json']);
    expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(text).slice(1, -1));
  });
});
