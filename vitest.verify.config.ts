import { defineConfig } from 'vitest/config'

/** The long suites: kill matrices, terraform over all modules, side-by-side runs. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    setupFiles: ['test/support/say-problems.ts'],
    include: ['test/verify/**/*.test.ts'],
    testTimeout: 20 * 60_000,
    hookTimeout: 5 * 60_000,
    maxWorkers: 2,
    passWithNoTests: false,
  },
})
