import { chmodSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorOf, sandbox, stateFile } from '../e2e/support.ts';

describe('a file that others may read is refused, with the words that mend it', () => {
  test('a conf with a password', async () => {
    const box = await sandbox();
    const conf = join(box.root, 'etc/cpbillmgr.conf');
    chmodSync(conf, 0o640);
    const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
    expect(errorOf(run)).toEqual({
      type: 'conf_exposed',
      text: expect.stringContaining(`chmod 600 ${conf}`),
    });
    expect(box.calls('upstream')).toEqual([]);
    chmodSync(conf, 0o600);
    expect(await box.retry(run.operation)).toMatchObject({ ended: true });
  });

  test.each([
    ['the state file', 0o604, 'state_exposed', 'chmod 600'],
    ['the state file, writable', 0o620, 'state_exposed', 'chmod 600'],
  ])('%s', async (_, mode, type, cure) => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    chmodSync(stateFile(box), mode);
    box.clearCalls();
    const run = await box.order({ tariff: '3541', ip: '192.0.2.11' });
    expect(errorOf(run)).toEqual({
      type,
      text: expect.stringContaining(`${cure} ${stateFile(box)}`),
    });
    expect(box.calls('upstream')).toEqual([]);
    expect(box.charges()).toHaveLength(1);
  });

  test('a folder of the state file that others may write to', async () => {
    const box = await sandbox();
    await box.order({ tariff: '3541', ip: '192.0.2.10' });
    const folder = dirname(stateFile(box));
    chmodSync(folder, 0o777);
    const run = await box.order({ tariff: '3541', ip: '192.0.2.11' });
    expect(errorOf(run)).toEqual({
      type: 'state_folder_exposed',
      text: expect.stringContaining(`chmod 700 ${folder}`),
    });
  });

  test('what the module makes itself is for root alone, whatever the umask', async () => {
    const box = await sandbox();
    const before = process.umask(0);
    try {
      await box.order({ tariff: '3541', ip: '192.0.2.10' });
    } finally {
      process.umask(before);
    }
    const mode = (file: string): number => statSync(file).mode & 0o077;
    expect(mode(stateFile(box))).toBe(0);
    expect(mode(dirname(stateFile(box)))).toBe(0);
    expect(mode(join(box.root, 'var/pmcpbillmgr.log'))).toBe(0);
  });
});
