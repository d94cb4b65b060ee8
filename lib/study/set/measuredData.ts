import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../kept/index.js";

/**
 * The folder of measured scans: `$MRS_DATA`, else `../shared/data` beside the project when it is there, else undefined. An
 * empty `$MRS_DATA` says that there is none.
 */
export function measuredData(): string | undefined {
  if (process.env.MRS_DATA === "") return undefined;
  if (process.env.MRS_DATA) return path.resolve(process.env.MRS_DATA);
  const beside = path.resolve(projectRoot(), "../shared/data");
  return existsSync(beside) ? beside : undefined;
}
