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
  /** Ratio to tCr; an amplitude where not every way of fitting shows creatine. */
  value: number;
  unit: "/tCr" | "a.u.";
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
 * baseline, macromolecules and lineshape makes tools differ, and by how much they do. Where creatine is not there, by
 * amplitudes.
 *
 * @param chosen - what of the basis is fitted, by every one of them.
 */
export function presetsCompare(
  stack: FidStack,
  basis: BasisSet,
  chosen: Pick<FitOptions, "metabolites" | "omit" | "otherEchoTime"> = {},
): PresetRow[] {
  const rows: PresetRow[] = [];
  const fits = SWAPS.map(([method, options]) => {
    const fit = spectrumFit(stack, basis, { ...options, ...chosen });
    return { method, fit, creatine: fitSum(fit, ["Cr", "PCr", "tCr"]) };
  });
  const shown = fits.every(({ creatine }) => creatine !== undefined && creatine.crlbPercent < 50);
  for (const { method, fit, creatine } of fits) {
    const [unit, over] = shown ? (["/tCr", creatine!.amplitude] as const) : (["a.u.", 1] as const);
    for (const [quantity, names] of Object.entries(SUMS)) {
      const sum = fitSum(fit, names);
      if (sum === undefined) continue;
      rows.push({ method, quantity, value: sum.amplitude / over, unit, crlbPercent: sum.crlbPercent });
    }
  }
  for (const row of rows) {
    const plain = rows.filter(({ quantity, method }) => quantity === row.quantity && !method.includes(","));
    const mean = plain.reduce((sum, { value }) => sum + value, 0) / plain.length;
    const power = plain.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
    if (mean > 0 && plain.length > 1)
      row.spreadPercent = (100 * Math.sqrt(power / (plain.length - 1))) / mean;
  }
  return rows;
}
