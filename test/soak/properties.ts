import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SoakOptions, SoakRow } from './row.ts';

const PROJECT = dirname(dirname(import.meta.dirname));
/** So many times the cases of the suite. */
const USUAL_FACTOR = 20;
/** Above this a case that takes long would be taken for one that hangs. */
const TIMEOUT_MS = 1_800_000;

/** The property tests with other cases than the suite's, and `count` times as many. */
export async function run({ seed, count, only, print }: SoakOptions): Promise<readonly SoakRow[]> {
  if (only !== null && !only.test('properties')) return [];
  const factor = count ?? USUAL_FACTOR;
  const folder = mkdtempSync(join(tmpdir(), 'cpbillmgr-properties-'));
  try {
    const report = join(folder, 'report.json');
    await vitest(report, { PROPERTY_SEED: String(seed), PROPERTY_FACTOR: String(factor) }, print);
    const { numTotalTests, numFailedTests } = totals(readFileSync(report, 'utf8'));
    const detail = `seed ${seed}, ${factor} times the suite's cases`;
    return [{ name: 'properties', points: numTotalTests, violations: numFailedTests, detail }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function vitest(
  report: string,
  environment: Readonly<Record<string, string>>,
  print: (line: string) => void,
): Promise<void> {
  const program = join(PROJECT, 'node_modules/.bin/vitest');
  const args = [
    'run',
    'test/property',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args, `--testTimeout=${TIMEOUT_MS}`], {
      cwd: PROJECT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.on('data', (chunk: Buffer) => print(chunk.toString('utf8').trimEnd()));
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}

function totals(text: string): { readonly numTotalTests: number; readonly numFailedTests: number } {
  const report: unknown = JSON.parse(text);
  const number = (name: string): number =>
    typeof report === 'object' && report !== null ? Number(Reflect.get(report, name)) : Number.NaN;
  return { numTotalTests: number('numTotalTests'), numFailedTests: number('numFailedTests') };
}
