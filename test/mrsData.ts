import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const beside = fileURLToPath(new URL("../../shared/data", import.meta.url));

/** The folder of measured scans: `$MRS_DATA`, else `../shared/data` when it exists, else undefined (tests skip). */
export const MRS_DATA: string | undefined = process.env.MRS_DATA
  ? path.resolve(process.env.MRS_DATA)
  : existsSync(beside)
    ? beside
    : undefined;
