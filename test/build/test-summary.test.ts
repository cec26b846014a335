import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'lib', 'test-summary.ts');

/** What scripts/test says last, and its exit code. */
function summary(report: string | object, vitestStatus: number, failedStages: number) {
  const file = join(temporaryFolder(), 'report.json');
  writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
  const argv = [SCRIPT, file, String(vitestStatus), String(failedStages)];
  const { status, stdout } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

const GOOD = { numPassedTests: 12, numFailedTests: 0, testResults: [] };

describe('the last line of scripts/test', () => {
  test('counts the tests', () => {
    expect(summary(GOOD, 0, 0)).toEqual({ status: 0, last: '12 passed, 0 failed' });
    expect(summary({ ...GOOD, numFailedTests: 2 }, 1, 0)).toEqual({
      status: 1,
      last: '12 passed, 2 failed',
    });
  });

  test('counts a stage that failed as one', () => {
    expect(summary(GOOD, 0, 1)).toEqual({ status: 1, last: '12 passed, 1 failed' });
  });

  test('counts a test file that failed before its first test', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(summary({ ...GOOD, testResults }, 1, 0)).toEqual({
      status: 1,
      last: '12 passed, 1 failed',
    });
  });

  test('does not hide an error outside of any test', () => {
    expect(summary(GOOD, 1, 0)).toEqual({ status: 1, last: '12 passed, 1 failed' });
  });

  test('does not take no tests, or no report, for success', () => {
    expect(summary({ numPassedTests: 0, numFailedTests: 0 }, 0, 0).status).toBe(1);
    expect(summary('', 1, 0)).toEqual({ status: 1, last: '0 passed, 1 failed' });
  });
});
