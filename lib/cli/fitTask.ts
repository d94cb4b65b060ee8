import { presetsCompare } from "../fit/index.js";
import type { PresetRow } from "../fit/index.js";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { basisSimulated } from "../study/set/basisSimulated.js";
import { scanFit } from "../study/set/scanFit.js";
import type { ScanFitted } from "../study/set/scanFit.js";
import { askedRead } from "./askedRead.js";
import type { ScanReader } from "./askedRead.js";
import { askedWater } from "./askedWater.js";
import type { FitCommandOptions } from "./fit.js";
import { scanRead } from "./headerOptions.js";
import type { ScanAsked } from "./scansAsked.js";

/** A scan to fit, as it goes to a worker thread. */
export interface FitTask {
  scan: ScanAsked;
  options: FitCommandOptions;
  /** The library's own where there is none. */
  basis?: BasisSet[];
}

export interface FitDone {
  fitted: ScanFitted;
  presets?: PresetRow[];
  spectrometerFrequency: number;
  /** The water that was used. */
  water?: string;
  /** Why water found by name was not used. */
  without?: string;
}

/** Reads and fits one scan of `mrs-synth fit`. */
export default async function fitTask({ scan, options, basis: given }: FitTask): Promise<FitDone> {
  // LCModel's RAW leaves to the basis what it was sampled with.
  const { dwellTime, spectrometerFrequency, echoTime } = given?.[0].header ?? {};
  const read: ScanReader = (file, part) =>
    scanRead(file, options, { dwellTime, spectrometerFrequency, echoTime }, part);
  const stack = await askedRead(scan, read);
  const basis = given ?? basisSimulated(stack);
  const { preset, metabolites, omit, otherEchoTime } = options;
  const { done: fitted, ...used } = await askedWater(scan, read, (water) =>
    scanFit(stack, {
      subject: scan.name,
      basis,
      fit: { preset, metabolites, omit, otherEchoTime },
      water,
      tissue: options.tissue,
      ratioTo: options.ratioTo,
    }),
  );
  const presets = options.compare
    ? presetsCompare(unedited(fitted), basisOf(basis), { metabolites, omit, otherEchoTime })
    : undefined;
  return { fitted, presets, spectrometerFrequency: stack.spectrometerFrequency, ...used };
}

/** What presets are compared on: the average, or OFF of an edited scan. */
function unedited({ processed }: ScanFitted): FidStack {
  return processed.kind === "press" ? processed.average : processed.off;
}

/** The only set, or that of OFF. */
function basisOf(sets: readonly BasisSet[]): BasisSet {
  return sets.find(({ condition }) => condition.toUpperCase() === "OFF") ?? sets[0];
}
