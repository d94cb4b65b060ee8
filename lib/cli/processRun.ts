import { mkdir } from "node:fs/promises";
import path from "node:path";
import { tableCsv } from "../charts/tableCsv.js";
import { writeFileAtomic } from "../io/index.js";
import { waterLine } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import { askedRun } from "./askedRun.js";
import type { ProcessOptions } from "./process.js";
import type { ProcessDone, ProcessTask } from "./processTask.js";
import { scansAsked } from "./scansAsked.js";
import { note, printJson } from "./terminal.js";

/** What `mrs-synth process` does. */
export async function processRun(places: string[], options: ProcessOptions): Promise<void> {
  const { out, reference, water, json } = options;
  const { scans, several } = await scansAsked(
    places,
    { ...options, water: reference ?? water },
    "--reference",
  );
  await mkdir(out, { recursive: true });
  const tasks = scans.map((scan): ProcessTask => ({
    scan,
    options,
    folder: several ? path.join(out, scan.name) : out,
  }));
  const module = new URL("./processTask.js", import.meta.url);
  const results = await askedRun<ProcessTask, ProcessDone>("process", module, tasks);
  for (const { task, result } of results) {
    if (result.without !== undefined) note(result.without);
    if (!json) console.log(readable(task, result));
  }
  if (several && results.length > 0) {
    const rows = results.map(({ task, result }) => tableRow(task, result));
    await writeFileAtomic(path.join(out, "scans.csv"), tableCsv(rows));
  }
  if (json) printJson(results.map(({ task, result }) => summary(task, result)));
}

/** Hz between the extremes of what the transients in the average were shifted by. */
function driftOf({ frequency, rejected }: ScanProcessed): number {
  const kept = frequency.filter((_, i) => !rejected.includes(i));
  return Math.max(...kept) - Math.min(...kept);
}

function summary({ scan }: ProcessTask, { processed, metrics, outputs, water }: ProcessDone): object {
  const editing = processed.kind === "mega" ? processed.editing : null;
  const ofWater = processed.water;
  return {
    file: scan.file,
    ...(scan.on !== undefined && { on: scan.on }),
    kind: processed.kind,
    transients: processed.transients,
    rejected: processed.rejected,
    water: ofWater && { file: water, transients: ofWater.transients, leftOut: ofWater.leftOut },
    frequencySpan: driftOf(processed),
    editing: editing && { order: editing.order, inverted: editing.inverted },
    experiments: processed.kind === "mega" ? (processed.hermes?.experiments ?? null) : null,
    metrics: metrics.map(({ name, spectrum, unit, value }) => ({
      name,
      spectrum,
      unit,
      value: value ?? null,
    })),
    outputs: Object.values(outputs),
    history: processed.history,
  };
}

/** A row of the table of what was done; quality is that of OFF or the average. */
function tableRow({ scan, folder }: ProcessTask, { processed, metrics, water }: ProcessDone): object {
  const quality = metrics.filter(({ spectrum }) => spectrum === "OFF" || spectrum === "average");
  return {
    file: scan.file,
    water: water ?? null,
    kind: processed.kind,
    transients: processed.transients,
    leftOut: processed.rejected.length,
    leftOutTransients: processed.rejected.join("; "),
    leftOutOfWater: processed.water?.leftOut.join("; ") ?? null,
    frequencySpanHz: driftOf(processed),
    ...Object.fromEntries(
      quality.map(({ name, unit, value }) => [unit ? `${name} (${unit})` : name, value ?? null]),
    ),
    folder,
  };
}

function readable({ scan, folder }: ProcessTask, { processed, outputs, water }: ProcessDone): string {
  const hermes = processed.kind === "mega" ? processed.hermes : undefined;
  const edited = hermes ? "HERMES" : "MEGA-PRESS";
  const kind = processed.kind === "mega" ? `${edited} (${processed.editing.order})` : "not edited";
  const noGsh =
    hermes && !hermes.gsh
      ? "; no GSH difference: neither EditPulse nor water tells which experiments edit GSH"
      : "";
  const lost = `${processed.rejected.length} left out`;
  const shift = `shifts span ${driftOf(processed).toFixed(2)} Hz`;
  const head = [scan.file, scan.on && `and ${scan.on}`, water && `with water ${water}`]
    .filter(Boolean)
    .join(" ");
  const target = path.join(folder, `${scan.name}_{${Object.keys(outputs).join(", ")}}.nii.gz`);
  const named = processed.rejected.length > 0 ? `; left out: ${processed.rejected.join(", ")}` : "";
  const { water: ofWater } = processed;
  const lines = ofWater && ofWater.leftOut.length > 0 ? `; ${waterLine(ofWater)}` : "";
  return `${head}: ${kind}, ${processed.transients} transients, ${lost}, ${shift} -> ${target}${named}${lines}${noGsh}`;
}
