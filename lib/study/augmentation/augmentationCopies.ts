import { stackToSpectra } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import type { AugmentationMethod } from "./augmentationMethod.js";

/**
 * The subset over and over, in turn, up to the full scan's count: more transients, no more knowledge. What looks
 * better for it is an artefact. The average is made at once: copies as such are not needed for it.
 */
export const augmentationCopies: AugmentationMethod = {
  name: "copies",
  title: "Repeated copies",
  makes: "average",
  code: import.meta.url,
  learn: async () => (subsets) =>
    subsets.map(({ stack, count }) => {
      const spectra = stackToSpectra(stack);
      const [total, points] = spectra.shape;
      // The first ones are there once more where the subset's size does not divide the count.
      const times = new Float64Array(total);
      for (const label of new Set(stack.labels)) {
        const members = transientsOf(total, stack.labels, label);
        const all = members.length + count;
        members.forEach(
          (i, k) => (times[i] = Math.ceil((all - k) / members.length) * (members.length / all)),
        );
      }
      const weighted = (values: Float32Array): Float32Array =>
        values.map((value, k) => value * times[Math.floor(k / points)]);
      const repeated: SpectrumStack = { ...spectra, re: weighted(spectra.re), im: weighted(spectra.im) };
      return spectraAverage(repeated);
    }),
};
