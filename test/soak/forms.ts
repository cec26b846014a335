import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoakOptions, SoakRow } from './row.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** The tests of test/e2e, which read the database, once more with facts by forms. */
export async function run({ dist, only, print }: SoakOptions): Promise<readonly SoakRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-soak-forms-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = join(PROJECT, 'node_modules/.bin/vitest');
    const words = ['run', 'test/e2e', '--reporter=json', `--outputFile=${report}`];
    const { status } = spawnSync(vitest, only ? [...words, '-t', only.source] : words, {
      cwd: PROJECT,
      env: { ...process.env, TEST_FACTS: 'forms', CPBILLMGR_TEST_DIST: dist },
      stdio: 'inherit',
    });
    const { numTotalTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    print(`facts by forms: ${numTotalTests} tests, ${numFailedTests} failed`);
    // a suite that could not even begin counts as well
    const violations = numFailedTests + (status !== 0 && numFailedTests === 0 ? 1 : 0);
    return [{ name: 'facts by forms: test/e2e', points: numTotalTests, violations }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
