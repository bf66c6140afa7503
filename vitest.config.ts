import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['test/support/temporary-folder.ts'],
    setupFiles: ['test/support/say-problems.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/verify/**', 'node_modules/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
