import { describe, expect, test } from 'vitest';
import { examineInstallation } from '../../../src/operations/doctor/examine-installation.ts';
import type { InstallationView } from '../../../src/operations/installation/installation-answers.ts';

const HERE = { id: 'a-machine', hardware: '' };

const view = (change: Partial<InstallationView> = {}): InstallationView => ({
  mark: 'k7x2p',
  begunAt: new Date('2027-03-10T12:00:00Z'),
  counter: 5,
  machines: [HERE],
  catchingUp: null,
  here: HERE,
  isKnownHere: true,
  copies: [{ module: '7', mark: 'k7x2p', counter: 5 }],
  twins: new Map(),
  ...change,
});

describe('an installation', () => {
  test('that is well needs nothing', () => {
    expect(
      examineInstallation(view()).map(({ about, level, mend }) => [about, level, mend]),
    ).toEqual([
      ['machine', 'ok', null],
      ['mark', 'ok', null],
    ]);
  });

  test.each([
    [{ isKnownHere: false }, 'machine', 'broken', 'installation moved, add or copy'],
    [
      { copies: [{ module: '7', mark: 'zzzzz', counter: 5 }] },
      'mark of module 7',
      'broken',
      'installation take zzzzz',
    ],
    [{ twins: new Map([['vendor', 'license 5']]) }, 'twin at vendor', 'broken', 'installation add'],
    [{ mark: null }, 'mark', 'warning', 'checkevent'],
    [{ catchingUp: 'put_back' as const }, 'state file', 'warning', 'checkevent'],
    [{ catchingUp: 'rebuilt' as const }, 'state file', 'warning', 'checkevent'],
  ])('with %j: %s is %s, and is mended', (change, about, level, command) => {
    const found = examineInstallation(view(change)).filter(each => each.level !== 'ok');
    expect(found).toMatchObject([{ about, level }]);
    for (const { mend } of found)
      for (const text of [mend?.en, mend?.ru])
        expect(text).toContain(`cpbillmgr ${command.split(' ')[0]}`);
    expect(found[0]?.mend?.en).toContain(command);
  });
});
