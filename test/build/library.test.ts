import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorOf, logOf, sandbox } from '../e2e/support.ts';
import { ADDON, BREAKAGES, brokenDist } from './broken-dist.ts';
import { runBare } from './support.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('an executable whose native addon', () => {
  test.each(BREAKAGES)(
    '$name says what is missing, and that no retry will help',
    async ({ breakIt, said }) => {
      const dist = join(temporaryFolder(), 'dist');
      brokenDist(dist, breakIt);
      const box = await sandbox();
      const place = join(box.root, 'processing/pmcpbillmgr');
      rmSync(place);
      symlinkSync(join(dist, 'processing/pmcpbillmgr'), place);
      const run = await box.order({ tariff: '3541', ip: '192.0.2.10' });
      expect(run).toMatchObject({ exitCode: 1, signal: null, ended: false });
      const { type, text } = errorOf(run);
      expect(type).toBe('library_unusable');
      expect(text).toMatch(said);
      expect(text).toContain(join(dist, ADDON));
      expect(text).not.toContain('repeated');
      // a task at once, not after ten attempts
      expect(box.tasks()).toHaveLength(1);
      expect(box.charges()).toEqual([]);
      expect(logOf(box)).toMatch(/library_unusable \(final\)/);
      const cron = await box.runModule(['checkevent']);
      expect(cron).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(said) });
    },
  );

  test('is not there says where it looked for it', () => {
    const dist = join(temporaryFolder(), 'dist');
    brokenDist(dist, addon => rmSync(addon));
    const root = temporaryFolder();
    mkdirSync(join(root, 'sbin'));
    const run = runBare(join(dist, 'sbin/cpbillmgr'), ['checkevent'], { CPBILLMGR_ROOT: root });
    expect(run.status).toBe(1);
    for (const place of [dist, root]) expect(run.stderr).toContain(join(place, ADDON));
  });
});
