import { defineConfig } from 'vitest/config';

const SECOND_MS = 1_000;

/**
 * `unit` needs nothing; `servers` runs on one embedded Temporal and one embedded Kubernetes that are started for the
 * whole run; `e2e` starts the real program as a user does, on servers of its own state directory; `faults` does it in
 * rounds in which everything is killed. One after another: together they would only take each other's processors away.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.servers.test.ts', 'test/**/*.faults.test.ts', 'test/e2e/**'],
          testTimeout: 30 * SECOND_MS,
          // Bundling the workflows for the replays takes seconds, and a busy machine's many.
          hookTimeout: 120 * SECOND_MS,
        },
      },
      {
        test: {
          name: 'servers',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.servers.test.ts'],
          exclude: ['test/e2e/**'],
          globalSetup: ['test/support/servers.ts'],
          pool: 'forks',
          // Most of it is waiting: a namespace takes 5 s at least to go.
          maxWorkers: 3,
          testTimeout: 120 * SECOND_MS,
          hookTimeout: 300 * SECOND_MS,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 2 },
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/binaries.ts'],
          pool: 'forks',
          // Most of it is waiting for namespaces to go; each file has servers of its own, about 0.7 GiB.
          maxWorkers: 3,
          testTimeout: 600 * SECOND_MS,
          hookTimeout: 300 * SECOND_MS,
        },
      },
      {
        // Not in `npm test`: as many rounds as are asked for, more than a minute each.
        test: {
          name: 'faults',
          sequence: { groupOrder: 3 },
          include: ['test/**/*.faults.test.ts'],
          globalSetup: ['test/support/binaries.ts'],
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 1_800 * SECOND_MS,
          hookTimeout: 300 * SECOND_MS,
        },
      },
    ],
  },
});
