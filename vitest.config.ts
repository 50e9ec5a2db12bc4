import { defineConfig } from 'vitest/config';

const NEEDS_SERVERS = [
  'hub/**/*.test.ts',
  'prisma/**/*.test.ts',
  'workflows/**/*.test.ts',
  'tests/journeys/**/*.test.ts',
  'tests/replay/**/*.test.ts',
  'tests/browser/**/*.e2e.ts',
];
const OWN_SERVERS = ['hub/embedded/**/*.test.ts', 'hub/cli/**/*.test.ts', 'tests/install/**/*.test.ts'];

/**
 * `unit` needs nothing. `real` shares one PostgreSQL and one Temporal of a run, each file in a database and task queue of its own.
 * `parts` starts and kills such servers itself.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // One more than a small machine has cores: many tests wait for what takes its time (a button that can be undone, a lease that ends).
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: ['node_modules/**', 'dist/**', ...NEEDS_SERVERS, ...OWN_SERVERS],
          // These files leave nothing behind, so sharing a process is safe, and five times faster.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'real',
          include: NEEDS_SERVERS,
          exclude: ['node_modules/**', ...OWN_SERVERS],
          globalSetup: ['tests/global-setup.ts'],
          setupFiles: ['tests/browser/tell-failure.ts'],
          // A file owns its database and task queue and no state of a module, so the product is loaded once and not 120 times.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: { name: 'parts', include: OWN_SERVERS, testTimeout: 180_000, hookTimeout: 180_000 },
      },
    ],
  },
});
