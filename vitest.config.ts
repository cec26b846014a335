import { defineConfig } from 'vitest/config';

// nobody else may write to what tests make, as in scripts/lib/prepare.sh: the product refuses such files
process.umask(0o022);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // most tests wait for processes of their own
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
