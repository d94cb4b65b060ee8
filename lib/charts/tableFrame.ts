import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";

/**
 * Rows as a danfojs DataFrame, to filter, group and describe.
 *
 * danfojs comes with the laboratory; where the package is installed alone, `npm install danfojs-node` brings it.
 *
 * @param rows - objects with the same keys; the values are numbers, strings, booleans or null.
 */
export function tableFrame(rows: readonly object[]): DataFrame {
  // Loaded when it is first needed: it takes a second.
  const danfo = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  return new danfo.DataFrame(rows.map((row) => ({ ...row })));
}
