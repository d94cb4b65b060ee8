import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Processes, not threads: the native engine keeps one state per process, and a crash takes one file's tests only.
    pool: "forks",
    // The engine uses several threads in each.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "./test/summaryReporter.ts"],
  },
});
