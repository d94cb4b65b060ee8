import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeNiftiMrs } from "../io/index.js";
import { scanQuality } from "../metrics/index.js";
import type { QualityMetric } from "../metrics/index.js";
import { scanProcess } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import type { FidStack } from "../signal/index.js";
import { askedRead } from "./askedRead.js";
import type { ScanReader } from "./askedRead.js";
import { askedWater } from "./askedWater.js";
import { scanRead } from "./headerOptions.js";
import type { ProcessOptions } from "./process.js";
import type { ScanAsked } from "./scansAsked.js";

/** A scan to process, as it goes to a worker thread. */
export interface ProcessTask {
  scan: ScanAsked;
  options: ProcessOptions;
  /** Where its spectra go. */
  folder: string;
}

export interface ProcessDone {
  processed: ScanProcessed;
  metrics: QualityMetric[];
  /** The files written, by spectrum. */
  outputs: Record<string, string>;
  water?: string;
  /** Why water found by name was not used. */
  without?: string;
}

/** Reads, processes and writes one scan of `mrs-synth process`. */
export default async function processTask({ scan, options, folder }: ProcessTask): Promise<ProcessDone> {
  const read: ScanReader = (file, part) => scanRead(file, options, {}, part);
  const { subSpectra } = options;
  const stack = await askedRead(scan, read);
  const { done: processed, ...used } = await askedWater(scan, read, (reference) =>
    scanProcess(stack, { reference, subSpectra }),
  );
  await mkdir(folder, { recursive: true });
  const outputs: Record<string, string> = {};
  for (const [part, fid] of Object.entries(spectraOf(processed))) {
    outputs[part] = path.join(folder, `${scan.name}_${part}.nii.gz`);
    await writeNiftiMrs(fid, outputs[part]);
  }
  return { processed, metrics: scanQuality(processed), outputs, ...used };
}

function spectraOf(scan: ScanProcessed): Record<string, FidStack> {
  if (scan.kind === "press") return { average: scan.average };
  const gsh = scan.hermes?.gsh;
  return { off: scan.off, on: scan.on, diff: scan.difference, sum: scan.sum, ...(gsh && { gsh }) };
}
