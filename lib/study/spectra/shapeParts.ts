import { editedFit } from "../../fit/index.js";
import type { FitResult } from "../../fit/index.js";
import { spectraEmbed } from "../../models/index.js";
import { quantifyConstants } from "../../quantify/index.js";
import { EDIT_OFF, EDIT_ON, InputError, spectraToStack, stackSelect } from "../../signal/index.js";
import type { FidStack, SpectrumStack } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";
import { spectrumCausal } from "./spectrumCausal.js";

/** What has an amplitude of its own: the metabolites and sums that are quantified. */
const GROUPS = ["tNAA", "tCr", "tCho", "Glx", "mI", "GABA+"] as const;
/**
 * ppm, fitted: beyond the fit's usual end at 4.0, beside which creatine's CH2 (3.92) and a line of mI (4.05) stand. A part
 * that is cut there has a step, which narrowing it amplifies up to tenfold.
 */
const FITTED: [number, number] = [0.2, 4.2];

/**
 * The parts of a shape (`scansShape`) that the quantified metabolites have in it, by a linear-combination fit of its OFF
 * and of its difference: it is the average of many scans, so that noise is no matter. For `spectraConsistent`.
 *
 * @param basis - a set for OFF and one for ON.
 * @returns for each of tNAA, tCr, tCho, Glx, mI and GABA+, and for the other metabolites of OFF together, one OFF and one
 * ON, on the shape's points and in its unit.
 * @throws InputError where the basis lacks a condition.
 */
export function shapeParts(shape: SpectrumStack, basis: readonly BasisSet[]): SpectrumStack[] {
  const fids = spectraToStack(spectraEmbed(shape));
  const of = (label: number): FidStack => ({
    ...stackSelect(fids, [shape.labels!.indexOf(label)]),
    labels: undefined,
    dimensions: undefined,
  });
  const [off, on] = [of(EDIT_OFF), of(EDIT_ON)];
  const less = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, k) => value - b[k]);
  const difference = { ...on, re: less(on.re, off.re), im: less(on.im, off.im) };
  const setOf = (condition: string): BasisSet => {
    const found = basis.find((set) => set.condition.toUpperCase() === condition);
    if (found) return found;
    throw new InputError({ key: "basis", expected: `a set for ${condition}` });
  };
  const sets = { off: setOf("OFF"), on: setOf("ON") };
  const fits = editedFit(off, difference, sets, { coEdited: "free", ppmRange: FITTED });
  const { sums } = quantifyConstants();
  const p = shape.ppm.length;
  const quantified = GROUPS.map((group) => sums[group] ?? [group]);
  // The other metabolites' lines are as narrow: in what is left over they would keep the shape's width. In the difference
  // an amplitude of theirs (GSH, Asp) is known too little to be told from GABA's (simulated subjects of other seeds).
  const others = fits.off.components
    .filter(({ name, kind }) => kind === "metabolite" && !quantified.flat().includes(name))
    .map(({ name }) => name);
  return [...quantified, others].map((names) => {
    const inOff = spectrumCausal(componentsOn(shape.ppm, fits.off, names));
    const inDifference = spectrumCausal(
      componentsOn(shape.ppm, fits.difference, names === others ? [] : names),
    );
    const row = (label: number, part: "re" | "im"): Float64Array =>
      label === EDIT_OFF ? inOff[part] : inOff[part].map((value, k) => value + inDifference[part][k]);
    const both = (part: "re" | "im"): Float32Array => {
      const values = new Float32Array(2 * p);
      shape.labels!.forEach((label, i) => values.set(row(label, part), i * p));
      return values;
    };
    return { ...shape, re: both("re"), im: both("im") };
  });
}

/** The real part of some components of a fit together, on other points; 0 outside of the fit's range. */
function componentsOn(
  ppm: Float64Array,
  { components, spectra }: FitResult,
  names: readonly string[],
): Float64Array {
  const points = spectra.ppm.length;
  const sum = new Float64Array(points);
  components.forEach(({ name }, c) => {
    if (names.includes(name)) for (let k = 0; k < points; k++) sum[k] += spectra.components[c * points + k];
  });
  const step = spectra.ppm[1] - spectra.ppm[0];
  return ppm.map((value) => {
    const at = (value - spectra.ppm[0]) / step;
    const below = Math.floor(at);
    return below >= 0 && below + 1 < points ? sum[below] + (at - below) * (sum[below + 1] - sum[below]) : 0;
  });
}
