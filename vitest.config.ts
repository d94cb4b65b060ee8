import { defineConfig } from "vitest/config";
import { folderFault } from "./test/folderFault.js";

const fault = folderFault(process.cwd());
if (fault !== undefined) {
  console.error(fault);
  process.exit(1);
}

const shared = {
  // Processes, not threads: the native engine keeps one state per process, and a crash takes one file's tests only.
  pool: "forks" as const,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    reporters: ["default", "./test/summaryReporter.ts"],
    projects: [
      {
        test: {
          ...shared,
          name: "lib",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**"],
          // The engine uses several threads in each.
          maxWorkers: 2,
        },
      },
      {
        // After the others and one by one: a notebook's kernel, JupyterLab and a browser want the machine for themselves.
        test: {
          ...shared,
          name: "browser",
          include: ["test/browser/*.test.ts"],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
