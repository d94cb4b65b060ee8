import { createRequire } from "node:module";
import type { Page } from "playwright-core";

interface Violation {
  id: string;
  impact: string;
  nodes: { target: unknown[] }[];
}

/** What axe-core finds of serious or critical accessibility faults in a page, or in a part of it. */
export async function axeFaults(page: Page, part = "html"): Promise<string[]> {
  const { source } = createRequire(import.meta.url)("axe-core") as { source: string };
  await page.evaluate(source);
  const violations = (await page.evaluate(
    `axe.run(${JSON.stringify(part)}).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
