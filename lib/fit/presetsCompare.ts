import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";
import { fitSum } from "./fitSum.js";
import { spectrumFit } from "./spectrumFit.js";

/** One quantity by one way of fitting. */
export interface PresetRow {
  /** Preset, or the preset with what was taken from another: `osprey, baseline of default`. */
  method: string;
  quantity: string;
  /** Ratio to tCr. */
  ratio: number;
  /** Its Cramer-Rao bound in percent, tCr taken as known. */
  crlbPercent: number;
  /** SD over the plain presets in percent of their mean: what the bound does not contain. Missing where the mean is 0. */
  spreadPercent?: number;
}

const SUMS: Record<string, string[]> = {
  tNAA: ["NAA", "NAAG", "tNAA"],
  tCho: ["GPC", "PCh", "Cho", "tCho"],
  mI: ["mI"],
  Glx: ["Glu", "Gln", "Glx"],
  GABA: ["GABA"],
};

/** The parts of a practice that tools differ in, each as another preset has it. */
const SWAPS: [name: string, options: FitOptions][] = [
  ["osprey", { preset: "osprey" }],
  ["fsl-mrs", { preset: "fsl-mrs" }],
  ["default", { preset: "default" }],
  [
    "osprey, baseline of default",
    { preset: "osprey", baseline: { kind: "penalised", knotSpacing: 0.1, dimensionPerPpm: "auto" } },
  ],
  ["osprey, macromolecules of default", { preset: "osprey", gaussians: ["bigGaba"], softConstraints: [] }],
  ["osprey, no free lineshape", { preset: "osprey", lineshape: false }],
];

/**
 * One spectrum by every preset, and by `osprey` with one part at a time taken from elsewhere, as ratios to tCr: which of
 * baseline, macromolecules and lineshape makes tools differ, and by how much they do.
 *
 * @param chosen - what of the basis is fitted, by every one of them.
 */
export function presetsCompare(
  stack: FidStack,
  basis: BasisSet,
  chosen: Pick<FitOptions, "metabolites" | "omit"> = {},
): PresetRow[] {
  const rows: PresetRow[] = [];
  for (const [method, options] of SWAPS) {
    const fit = spectrumFit(stack, basis, { ...options, ...chosen });
    const creatine = fitSum(fit, ["Cr", "PCr", "tCr"])?.amplitude ?? 0;
    for (const [quantity, names] of Object.entries(SUMS)) {
      const sum = fitSum(fit, names);
      if (sum === undefined || !(creatine > 0)) continue;
      const ratio = sum.amplitude / creatine;
      rows.push({ method, quantity, ratio, crlbPercent: sum.crlbPercent });
    }
  }
  for (const row of rows) {
    const plain = rows.filter(({ quantity, method }) => quantity === row.quantity && !method.includes(","));
    const mean = plain.reduce((sum, { ratio }) => sum + ratio, 0) / plain.length;
    const power = plain.reduce((sum, { ratio }) => sum + (ratio - mean) ** 2, 0);
    if (mean > 0 && plain.length > 1)
      row.spreadPercent = (100 * Math.sqrt(power / (plain.length - 1))) / mean;
  }
  return rows;
}
