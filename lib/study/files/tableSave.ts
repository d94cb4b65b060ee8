import path from "node:path";
import { tableCsv } from "../../charts/index.js";
import { writeFileAtomic } from "../../io/index.js";
import { figuresFolder } from "./figurePublish.js";

/** Writes rows as `NAME.csv` into the figures folder, beside the figure that they belong to. */
export async function tableSave(name: string, rows: readonly object[]): Promise<void> {
  await writeFileAtomic(path.join(figuresFolder(), `${name}.csv`), tableCsv(rows));
}
