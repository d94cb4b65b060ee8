import type { Reporter, SerializedError, TestModule } from "vitest/node";

/** Ends the run with one line for machines: `N passed, N failed`, and `, N skipped` when there are some. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      let failed = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state]++;
        if (state === "failed") failed++;
      }
      // A file that cannot be loaded, or whose hooks fail, has no failed test to show for it.
      if (failed === 0 && !module.ok()) counts.failed++;
    }
    counts.failed += unhandled.length + counts.pending; // A test without a result was broken off.
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}
