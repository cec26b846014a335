import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// nobody else may write to what tests make, as in scripts/lib/prepare.sh: the product refuses such
// files
process.umask(0o022);

/** The longest tests stand in short files: begun last, one of them would keep one worker waiting. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/test/crash/');
    return [...sorted.filter(isLong), ...sorted.filter(each => !isLong(each))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/mariadb-setup.ts'],
    sequence: { sequencer: LongestFirst },
    // most tests wait for processes of their own
    maxWorkers: 2,
    // for a test that hangs: other work may have the processors, and no limit of seconds decides a
    // test
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
