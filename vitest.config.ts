import { defineConfig } from 'vitest/config';

// nobody else may write to what tests make, as in scripts/lib/prepare.sh: the product refuses such
// files
process.umask(0o022);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/mariadb-setup.ts'],
    // most tests wait for processes of their own
    maxWorkers: 2,
    // for a test that hangs: other work may have the processors, and no limit of seconds decides a
    // test
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
