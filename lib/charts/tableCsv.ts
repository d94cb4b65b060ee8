import { createRequire } from "node:module";
import { tableFrame } from "./tableFrame.js";

/** Rows as comma-separated text with a line of column names; what is null is left empty. */
export function tableCsv(rows: readonly object[]): string {
  const danfo = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  const csv = danfo.toCSV(tableFrame(rows));
  if (typeof csv !== "string") throw new Error("danfojs gave no text for the table");
  return `${csv.trimEnd()}\n`;
}
