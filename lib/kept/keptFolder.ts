import path from "node:path";
import { projectRoot } from "./projectRoot.js";

/**
 * The folder of results of one kind that are kept from run to run: `.cache/<kind>` of the project, or `$MRS_CACHE/<kind>`.
 *
 * @param kind - `basis`, `models`, `augmentation`, `quantification`.
 */
export function keptFolder(kind: string): string {
  return path.join(process.env.MRS_CACHE || path.join(projectRoot(), ".cache"), kind);
}

/** Whether kept results are to be made again: `MRS_FRESH` is set. */
export function keptFresh(): boolean {
  return Boolean(process.env.MRS_FRESH);
}
