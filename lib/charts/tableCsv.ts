import { createRequire } from "node:module";
import { tableFrame } from "./tableFrame.js";

/** Rows as comma-separated text with a line of column names; what is null is left empty. */
export function tableCsv(rows: readonly object[]): string {
  const danfo = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  // danfojs quotes nothing: a text with a comma would be two columns (RFC 4180).
  const quoted = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        typeof value === "string" && /[",\n]/.test(value)
          ? `"${value.replaceAll('"', '""')}"`
          : (value as unknown),
      ]),
    ),
  );
  const csv = danfo.toCSV(tableFrame(quoted));
  if (typeof csv !== "string") throw new Error("danfojs gave no text for the table");
  return `${csv.trimEnd()}\n`;
}
