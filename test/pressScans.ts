import { readdirSync } from "node:fs";
import path from "node:path";
import { readScan } from "../lib/io/index.js";
import type { FidStack } from "../lib/signal/index.js";
import { MRS_DATA } from "./mrsData.js";

/** The 68 in-vivo PRESS scans of `MRS_DATA`, read from SDAT: `P1/S01` … */
export async function pressScans(): Promise<{ id: string; stack: FidStack }[]> {
  const root = path.join(MRS_DATA!, "bigpress_philips");
  const ids = readdirSync(root, { withFileTypes: true })
    .filter((site) => site.isDirectory() && /^P\d+$/.test(site.name))
    .flatMap((site) => readdirSync(path.join(root, site.name)).map((subject) => `${site.name}/${subject}`))
    .sort();
  return Promise.all(
    ids.map(async (id) => {
      const file = path.join(root, id, `${path.basename(id)}_PRESS_35_act.SDAT`);
      return { id, stack: await readScan(file) };
    }),
  );
}
