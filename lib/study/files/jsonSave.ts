import path from "node:path";
import { writeFileAtomic } from "../../io/index.js";
import { figuresFolder } from "./figurePublish.js";

/** Writes what a study reached as `NAME.json` into the figures folder, for whoever quotes it. */
export async function jsonSave(name: string, value: object): Promise<void> {
  await writeFileAtomic(
    path.join(figuresFolder(), `${name}.json`),
    `${JSON.stringify(value, undefined, 2)}\n`,
  );
}
