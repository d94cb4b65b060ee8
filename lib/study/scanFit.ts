import { spectrumFit } from "../fit/index.js";
import type { FitOptions, FitResult } from "../fit/index.js";
import { scanProcess, stackWaterRemove } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import { fittedSpectrum, quantifyConstants, scanQuantify, waterAmplitude } from "../quantify/index.js";
import type { QuantifyConstants, QuantityRow, TissueFractions } from "../quantify/index.js";
import { coilsCombine, InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";

export interface ScanFitOptions {
  /** For the tables: who was scanned. */
  subject: string;
  /** One set for a scan that is not edited; those of OFF and ON for an edited one, whose difference is made of them. */
  basis: readonly BasisSet[];
  /** Preset and whatever differs from it, for every spectrum. */
  fit?: FitOptions;
  /** Unsuppressed water of the same scan: eddy currents are corrected by it, and concentrations given. */
  water?: FidStack;
  /** Fractions of the voxel. */
  tissue?: TissueFractions;
  /**
   * Which spectra lose their residual water: `fitted` leaves it in ON and SUM, which are not fitted, and takes half the
   * time. @default "all"
   */
  waterRemove?: "all" | "fitted";
  /** @default `data/quantify.json` */
  constants?: QuantifyConstants;
}

/** A scan processed, fitted and quantified. */
export interface ScanFitted {
  subject: string;
  processed: ScanProcessed;
  /** `PRESS`; or `OFF` and `DIFF`. */
  fits: { spectrum: string; fit: FitResult }[];
  /** Every quantity of every spectrum. */
  rows: QuantityRow[];
}

/**
 * The whole way from transients to tables: processed (`scanProcess`), the average or OFF and DIFF fitted
 * (`spectrumFit`), quantified (`scanQuantify`).
 *
 * @throws InputError where the basis lacks a condition that the scan has, and what the steps throw.
 */
export function scanFit(stack: FidStack, options: ScanFitOptions): ScanFitted {
  const { subject, basis, fit = {}, water, tissue, waterRemove = "all", constants } = options;
  const processed = process(stack, water, waterRemove);
  const spectra: [string, FidStack][] =
    processed.kind === "press"
      ? [["PRESS", processed.average]]
      : [
          ["OFF", processed.off],
          ["DIFF", processed.difference],
        ];
  const fits: ScanFitted["fits"] = [];
  for (const [spectrum, fid] of spectra) {
    const own = spectrum === "DIFF" ? { gaussians: ["ospreyEdited"], start: fits[0].fit, ...fit } : fit;
    fits.push({ spectrum, fit: spectrumFit(fid, basisOf(basis, spectrum), own) });
  }
  const { echoTime, repetitionTime } = stack;
  const reference = water && {
    amplitude: waterAmplitude(hasCoils(water) ? coilsCombine(water) : water),
    echoTime: known(water.echoTime ?? echoTime, "echoTime"),
    repetitionTime: known(water.repetitionTime ?? repetitionTime, "repetitionTime"),
  };
  const rows = scanQuantify(
    fits.map((each) => fittedSpectrum(each.spectrum, each.fit)),
    { subject, water: reference, tissue, echoTime, repetitionTime, constants },
  );
  return { subject, processed, fits, rows };
}

/** The basis set of a spectrum: that of its condition, ON - OFF for DIFF, the only one for PRESS. */
function basisOf(basis: readonly BasisSet[], spectrum: string): BasisSet {
  const of = (condition: string): BasisSet => {
    const found = basis.find((set) => set.condition.toUpperCase() === condition);
    if (found !== undefined) return found;
    const value = basis.map((set) => set.condition).join(", ");
    const expected = `a set for ${condition}: the scan is edited`;
    throw new InputError({ key: "basis", value, expected });
  };
  if (spectrum === "PRESS") {
    if (basis.length === 1) return basis[0];
    const expected = "one basis set: the scan is not edited";
    throw new InputError({
      key: "basis",
      value: basis.map(({ condition }) => condition).join(", "),
      expected,
    });
  }
  if (spectrum === "OFF") return of("OFF");
  const [off, on] = [of("OFF"), of("ON")];
  if (off.names.join() !== on.names.join() || off.shape[1] !== on.shape[1]) {
    const expected = "the same metabolites and points in OFF and ON";
    throw new InputError({ key: "basis", value: `${off.shape} and ${on.shape}`, expected });
  }
  const points = off.shape[1];
  const less = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value - b[k]);
  const difference = { ...on, re: less(on.re, off.re), im: less(on.im, off.im), condition: "DIFF" };
  // Creatine cancels; what editing at 7.5 ppm leaves of its NH lies outside of what is fitted.
  const creatine = quantifyConstants().sums.tCr;
  const kept = [...off.names.keys()].filter((row) => !creatine.includes(off.names[row]));
  const rows = (samples: Float64Array): Float64Array =>
    Float64Array.from(kept.flatMap((row) => [...samples.subarray(row * points, (row + 1) * points)]));
  return {
    ...difference,
    names: kept.map((row) => off.names[row]),
    re: rows(difference.re),
    im: rows(difference.im),
    shape: [kept.length, points],
  };
}

function process(stack: FidStack, water: FidStack | undefined, which: "all" | "fitted"): ScanProcessed {
  const processed = scanProcess(stack, { reference: water, waterRemove: which === "all" });
  if (which === "all") return processed;
  if (processed.kind === "press") return { ...processed, average: stackWaterRemove(processed.average) };
  const [off, difference] = [stackWaterRemove(processed.off), stackWaterRemove(processed.difference)];
  return { ...processed, off, difference };
}

function known(value: number | undefined, key: string): number {
  if (value !== undefined) return value;
  throw new InputError({ key, expected: "a number in the scan's header: water scaling corrects relaxation" });
}

function hasCoils(stack: FidStack): boolean {
  return stack.dimensions?.some(({ tag }) => tag === "DIM_COIL") ?? false;
}
