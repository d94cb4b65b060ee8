import { spectrumFit } from "../../fit/index.js";
import { stackWaterRemove } from "../../process/index.js";
import { stackSelect } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";

/** What of a phantom's metabolites is read off the difference spectrum; the others are read off OFF. */
const EDITED = ["GABA"];

/**
 * The conventional way: residual water taken away, OFF and the difference fitted as a linear combination of the basis
 * (`spectrumFit`); GABA from the difference, which starts where OFF's fit ended, the others from OFF.
 *
 * @param stack - OFF and ON, averaged.
 * @param basis - OFF and ON.
 * @returns mM of each metabolite of the basis, in its order.
 */
export function phantomFit(
  stack: FidStack,
  basis: readonly BasisSet[],
  ppmRange: readonly [number, number],
): number[] {
  const clean = stackWaterRemove(stack);
  const [off, on] = [stackSelect(clean, [0]), stackSelect(clean, [1])];
  const less = (a: Float64Array | Float32Array, b: Float64Array | Float32Array): typeof a =>
    a.map((value, k) => value - b[k]) as typeof a;
  const difference: FidStack = {
    ...on,
    re: less(on.re, off.re) as Float32Array,
    im: less(on.im, off.im) as Float32Array,
  };
  const edited: BasisSet = {
    ...basis[1],
    condition: "DIFF",
    re: less(basis[1].re, basis[0].re) as Float64Array,
    im: less(basis[1].im, basis[0].im) as Float64Array,
  };
  const range: [number, number] = [ppmRange[0], Math.min(4.2, ppmRange[1])];
  // FSL-MRS's practice: Voigt lines of any width. A solution holds no macromolecules, and its lines are narrower than the
  // other presets expect.
  const common = { preset: "fsl-mrs", ppmRange: range, gaussians: [] as string[] } as const;
  const { names } = basis[0];
  const first = spectrumFit(off, basis[0], { ...common, metabolites: names });
  // Creatine cancels in the difference.
  const metabolites = names.filter((name) => name !== "Cr");
  const second = spectrumFit(difference, edited, { ...common, metabolites, start: first });
  return names.map((name) => {
    const { components } = EDITED.includes(name) ? second : first;
    return components.find((component) => component.name === name)?.amplitude ?? 0;
  });
}
