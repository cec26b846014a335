import { readFileSync, rmSync } from 'node:fs';

/**
 * Reads vitest's JSON report and prints the summary, `N passed, N failed` as its last line; exit
 * code 1 if anything failed. Arguments: the report (removed afterwards), vitest's exit code, how
 * many other stages failed.
 */
const [reportFile = '', vitestStatus = '1', failedStages = '0'] = process.argv.slice(2);
const report = readReport(reportFile);
rmSync(reportFile, { force: true });

const passed = numberOf(report, 'numPassedTests');
const failedTests = numberOf(report, 'numFailedTests') + filesThatDidNotRun(report);
// an error outside of any test makes vitest fail without a failed test
const unseen = failedTests === 0 && vitestStatus !== '0' ? 1 : 0;
const failed = failedTests + unseen + Number(failedStages);

console.log(`tests: ${failedTests + unseen === 0 ? 'ok' : 'FAILED'}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.log('vitest left no report');
    return {};
  }
}

function numberOf(object: unknown, field: string): number {
  const value = fieldOf(object, field);
  return typeof value === 'number' ? value : 0;
}

/** Test files that failed before their first test. */
function filesThatDidNotRun(object: unknown): number {
  const files = fieldOf(object, 'testResults');
  if (!Array.isArray(files)) return 0;
  return files.filter(file => {
    const tests = fieldOf(file, 'assertionResults');
    return fieldOf(file, 'status') === 'failed' && Array.isArray(tests) && tests.length === 0;
  }).length;
}

function fieldOf(object: unknown, field: string): unknown {
  return typeof object === 'object' && object ? Reflect.get(object, field) : undefined;
}
