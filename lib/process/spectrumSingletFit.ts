import { Matrix, solve } from "ml-matrix";
import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/** Cr and Cho as Lorentzian lines of one width. */
export interface SingletFit {
  /** Common full width at half maximum, Hz. */
  linewidth: number;
  /** Zero-order phase, rad, of the sum of both lines. */
  phase: number;
  /** Height of the Cr line in the spectrum. */
  height: number;
}

/** Limits of the width, Hz: below is no in-vivo line, above no line at all. */
const WIDTH_LIMITS = [1, 30] as const;

/**
 * Fits Cr (3.03 ppm) and Cho (3.21 ppm) of a referenced spectrum: two complex Lorentzian lines of one width over a
 * straight complex baseline in 2.85 to 3.35 ppm, as Osprey phases its spectra. The baseline takes up the foot of the
 * water line, so that no water removal is needed first. Linear least squares inside, golden section over the width.
 */
export function spectrumSingletFit(spectra: SpectrumStack, row = 0): SingletFit {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high]: [number, number] = [...WIDTH_LIMITS];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fitA, fitB] = [fitAt(spectra, row, a), fitAt(spectra, row, b)];
  while (high - low > 0.02) {
    if (fitA.error < fitB.error) {
      [high, b, fitB] = [b, a, fitA];
      a = high - golden * (high - low);
      fitA = fitAt(spectra, row, a);
    } else {
      [low, a, fitA] = [a, b, fitB];
      b = low + golden * (high - low);
      fitB = fitAt(spectra, row, b);
    }
  }
  const { phase, height } = fitA.error < fitB.error ? fitA : fitB;
  return { linewidth: (low + high) / 2, phase, height };
}

function fitAt(
  spectra: SpectrumStack,
  row: number,
  width: number,
): { error: number; phase: number; height: number } {
  const points = spectra.shape[1];
  const [first, last] = ppmWindow(spectra.ppm, 2.85, 3.35);
  const count = last - first;
  // Complex columns as real ones: each amplitude has a real and an imaginary unknown.
  const design = Matrix.zeros(2 * count, 8);
  const data = Matrix.zeros(2 * count, 1);
  for (let k = 0; k < count; k++) {
    const ppm = spectra.ppm[first + k];
    const columns: [number, number][] = [
      lorentzian(ppm, 3.03, width, spectra.spectrometerFrequency),
      lorentzian(ppm, 3.21, width, spectra.spectrometerFrequency),
      [1, 0],
      [(ppm - 3.1) / 0.25, 0],
    ];
    columns.forEach(([re, im], j) => {
      design.set(k, 2 * j, re);
      design.set(k, 2 * j + 1, -im);
      design.set(count + k, 2 * j, im);
      design.set(count + k, 2 * j + 1, re);
    });
    data.set(k, 0, spectra.re[row * points + first + k]);
    data.set(count + k, 0, spectra.im[row * points + first + k]);
  }
  const transposed = design.transpose();
  const found = solve(transposed.mmul(design), transposed.mmul(data));
  const [cr, crIm, cho, choIm] = [0, 1, 2, 3].map((k) => found.get(k, 0));
  return {
    error: Matrix.sub(data, design.mmul(found)).norm("frobenius"),
    phase: Math.atan2(crIm + choIm, cr + cho),
    height: Math.hypot(cr, crIm),
  };
}

/** The spectrum of exp(-pi w t) exp(2 pi i f0 t), height 1, in phase. */
function lorentzian(ppm: number, centre: number, width: number, frequency: number): [number, number] {
  const x = ((ppm - centre) * frequency) / (width / 2);
  return [1 / (1 + x * x), -x / (1 + x * x)];
}
