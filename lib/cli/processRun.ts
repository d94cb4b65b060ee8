import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeNiftiMrs } from "../io/index.js";
import { scanProcess, waterLine } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { scanRead } from "./headerOptions.js";
import type { ProcessOptions } from "./process.js";
import { leftOut, printJson, scanName } from "./terminal.js";

/** What `mrs-synth process` does. */
export async function processRun(files: string[], options: ProcessOptions): Promise<void> {
  const { out, reference, subSpectra } = options;
  if (reference !== undefined && files.length > 1) {
    const expected = "one FILE: water belongs to its own scan";
    throw new InputError({ key: "--reference", value: `for ${files.length} files`, expected });
  }
  const water = reference === undefined ? undefined : await scanRead(reference, options, {}, "reference");
  await mkdir(out, { recursive: true });
  const rows: Record<string, unknown>[] = [];
  const written = new Map<string, string>();
  for (const file of files) {
    try {
      const name = scanName(file);
      const before = written.get(name);
      if (before !== undefined) {
        const expected = `another name than ${before}, whose results it would overwrite`;
        throw new InputError({ file, key: "name", value: name, expected });
      }
      const done = scanProcess(await scanRead(file, options), { reference: water, subSpectra });
      written.set(name, file);
      const parts = Object.entries(spectraOf(done));
      const outputs: string[] = [];
      for (const [part, fid] of parts) {
        const target = path.join(out, `${name}_${part}.nii.gz`);
        await writeNiftiMrs(fid, target);
        outputs.push(target);
      }
      const row = summary(file, done, outputs);
      rows.push(row);
      if (!options.json) console.log(readable(file, done, name));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      leftOut(file, error);
    }
  }
  if (options.json) printJson(rows);
}

function spectraOf(scan: ScanProcessed): Record<string, FidStack> {
  if (scan.kind === "press") return { average: scan.average };
  return { off: scan.off, on: scan.on, diff: scan.difference, sum: scan.sum };
}

/** Hz between the extremes of what the transients in the average were shifted by. */
function driftOf({ frequency, rejected }: ScanProcessed): number {
  const kept = frequency.filter((_, i) => !rejected.includes(i));
  return Math.max(...kept) - Math.min(...kept);
}

function summary(file: string, scan: ScanProcessed, outputs: string[]): Record<string, unknown> {
  return {
    file,
    kind: scan.kind,
    transients: scan.transients,
    rejected: scan.rejected,
    water: scan.water && { transients: scan.water.transients, leftOut: scan.water.leftOut },
    frequencySpan: driftOf(scan),
    editing: scan.kind === "mega" ? { order: scan.editing.order, inverted: scan.editing.inverted } : null,
    outputs,
    history: scan.history,
  };
}

function readable(file: string, scan: ScanProcessed, name: string): string {
  const kind = scan.kind === "mega" ? `MEGA-PRESS (${scan.editing.order})` : "not edited";
  const lost = `${scan.rejected.length} left out`;
  const named = scan.rejected.length > 0 ? `; left out: ${scan.rejected.join(", ")}` : "";
  const water = scan.water && scan.water.leftOut.length > 0 ? `; ${waterLine(scan.water)}` : "";
  const parts = Object.keys(spectraOf(scan)).join(", ");
  const shift = `shifts span ${driftOf(scan).toFixed(2)} Hz`;
  return `${file}: ${kind}, ${scan.transients} transients, ${lost}, ${shift} -> ${name}_{${parts}}.nii.gz${named}${water}`;
}
