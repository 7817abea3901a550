import { defineConfig } from 'vitest/config';

// The first condition resolves our own packages to their sources; the others are vite's defaults, which a list replaces.
const conditions = ['@implant-journey/source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    reporters: ['default', './scripts/plain-summary.ts'],
    coverage: { include: ['packages/*/src/**/*.ts'] },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Laws run thousands of histories, and hooks start an embedded Postgres; a busy machine may need long for them.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          include: [
            'packages/*/src/**/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'examples/**/*.test.ts',
            'docs/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        // These tests need a real server: many connections at once, roles, plans of a full table.
        test: {
          name: 'postgres',
          globalSetup: ['./scripts/postgres-for-tests.ts'],
          include: ['packages/*/server/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // These tests skip themselves where no browser is installed: scripts/chromium.ts.
        test: { name: 'browser', include: ['packages/*/browser/**/*.test.ts'], testTimeout: 30_000 },
      },
    ],
  },
});
