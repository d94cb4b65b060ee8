import { spectraToRows } from "../../models/index.js";
import type { SpectrumRows } from "../../models/index.js";
import { ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { RandomSource, SpectrumStack } from "../../signal/index.js";
import type { StudyScan } from "./studySet.js";
import { transientsOf } from "./subsetDraw.js";

export interface ScansMeansOptions {
  ppmRange: readonly [number, number];
  /** Means of each condition of each scan. */
  count: number;
  /** Transients of the largest mean; sizes are powers of two up to it, each as likely. @default 32 */
  largest?: number;
}

/**
 * Makes rows of means of random numbers of transients, of the same scan and condition: what an autoencoder learns from
 * that is to be shown averages. Each call draws afresh; spectra are computed once.
 */
export function scansMeans(
  scans: readonly StudyScan[],
  { ppmRange, count, largest = 32 }: ScansMeansOptions,
): (random: RandomSource) => SpectrumRows {
  const all = scans.map(({ stack }) => stackToSpectra(stack));
  const [header] = all;
  const [first, last] = ppmWindow(header.ppm, ...ppmRange);
  const p = last - first;
  const groups = all.flatMap((spectra) =>
    [...new Set(spectra.labels)].map((label) => ({
      spectra,
      label,
      members: transientsOf(spectra.shape[0], spectra.labels, label),
      start: Math.round((header.ppm[first] - spectra.ppm[0]) / (spectra.ppm[1] - spectra.ppm[0])),
    })),
  );
  const n = groups.length * count;
  return (random) => {
    const re = new Float32Array(n * p);
    const im = new Float32Array(n * p);
    const labels = new Uint8Array(n);
    groups.forEach(({ spectra, label, members, start }, g) => {
      for (let draw = 0; draw < count; draw++) {
        const row = g * count + draw;
        labels[row] = label;
        const sizes = Math.floor(Math.log2(Math.min(largest, members.length))) + 1;
        const size = 2 ** random.integer(sizes);
        for (const k of random.permutation(members.length).subarray(0, size)) {
          const from = members[k] * spectra.shape[1] + start;
          for (let i = 0; i < p; i++) {
            re[row * p + i] += spectra.re[from + i] / size;
            im[row * p + i] += spectra.im[from + i] / size;
          }
        }
      }
    });
    const ppm = header.ppm.slice(first, last);
    const means: SpectrumStack = { ...header, re, im, labels, shape: [n, p], ppm, dimensions: undefined };
    return spectraToRows(means);
  };
}
