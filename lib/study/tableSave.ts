import { createRequire } from "node:module";
import path from "node:path";
import { tableFrame } from "../charts/index.js";
import { writeFileAtomic } from "../io/index.js";
import { figuresFolder } from "./figurePublish.js";

/** Writes rows as `NAME.csv` into the figures folder, beside the figure that they belong to. */
export async function tableSave(name: string, rows: readonly object[]): Promise<void> {
  const danfo = createRequire(import.meta.url)("danfojs-node") as typeof import("danfojs-node");
  const file = path.join(figuresFolder(), `${name}.csv`);
  const csv = danfo.toCSV(tableFrame(rows));
  if (typeof csv !== "string") throw new Error("danfojs gave no text for the table");
  await writeFileAtomic(file, `${csv.trimEnd()}\n`);
}
