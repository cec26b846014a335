import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // most tests wait for processes of their own
    maxWorkers: 2,
    // for a test that hangs: other work may have the processors, and no limit of seconds decides a test
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
