import { Matrix, solve } from "ml-matrix";
import { ppmWindow, stackShift, stackToSpectra } from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import { stackAlign } from "./stackAlign.js";

/**
 * What ON is aligned to OFF by: `singlets` is spectral registration on Cr and Cho together; `water` and `choline` are
 * Osprey's L2Norm, with stable and with unstable residual water.
 */
export type SubSpectraTarget = "singlets" | "water" | "choline";

export interface SubSpectraAlignOptions {
  /** @default "choline" (least error of the difference on simulated scans, whose water is unstable) */
  target?: SubSpectraTarget;
  /** ppm range of `singlets`. @default [2.85, 3.4] (Cr and Cho, which editing leaves alone) */
  ppmRange?: [number, number];
}

/** ON brought onto OFF, and what was added to it. */
export interface SubSpectraAligned {
  on: FidStack;
  /** Hz */
  frequency: number;
  /** rad */
  phase: number;
}

/** Where the largest line is looked for, and how far around it spectra are compared, ppm (Osprey, osp_editSubSpecAlign). */
const L2_WINDOWS = { water: { centre: 4.68, reach: 0.22 }, choline: { centre: 3.22, reach: 0.09 } } as const;

/** Hz and rad below which a further pass changes nothing. */
const SETTLED = [0.005, 0.0005] as const;

/** Hz: a first step longer than this starts from the wrong place. */
const LONGEST_STEP = 5;

/**
 * Shifts and turns averaged ON so that its difference from averaged OFF is least, in the L2 norm over the window of the
 * target. Osprey compares real parts of phased spectra; here it is complex spectra, whatever their phase, and a complex
 * straight line is fitted along: what editing takes away (NAA) leaves its dispersive tail in the window, in OFF alone,
 * which would turn ON by two to four degrees.
 */
export function subSpectraAlign(
  off: FidStack,
  on: FidStack,
  options: SubSpectraAlignOptions = {},
): SubSpectraAligned {
  const { target = "choline", ppmRange = [2.85, 3.4] } = options;
  const window = target === "singlets" ? ppmRange : l2Window(off, on, L2_WINDOWS[target]);
  const points = 4 * 2 ** Math.ceil(Math.log2(off.shape[1]));
  const goal = stackToSpectra(off, { points });
  // A first guess by registration brings lines onto each other; then the difference is nearly linear in what is left.
  const guess = stackAlign(on, { ppmRange: window, reference: off, maximumShift: 15, duration: 0.25 });
  let [frequency, phase] = [guess.frequency[0], guess.phase[0]];
  for (let pass = 0; pass < 20; pass++) {
    const step = correction(goal, stackShift(on, { frequency, phase }), window, points);
    frequency += Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step.frequency));
    phase += step.phase;
    if (Math.abs(step.frequency) < SETTLED[0] && Math.abs(step.phase) < SETTLED[1]) break;
  }
  const said = window.map((ppm) => ppm.toFixed(2)).join("-");
  const line = `align ON to OFF: ${target}, ${said} ppm, ${frequency.toFixed(3)} Hz, ${phase.toFixed(4)} rad`;
  return {
    on: { ...stackShift(on, { frequency, phase }), history: [...on.history, line] },
    frequency,
    phase,
  };
}

/** What to add to ON's frequency (Hz) and phase (rad), to first order, with a complex straight line fitted along. */
function correction(
  off: SpectrumStack,
  on: FidStack,
  window: readonly [number, number],
  points: number,
): { frequency: number; phase: number } {
  const timed = (part: Float32Array, sign: number): Float32Array =>
    part.map((value, t) => sign * 2 * Math.PI * t * on.dwellTime * value);
  const spectrum = stackToSpectra(on, { points });
  // d/df of exp(2 pi i f t) s(t) is 2 pi i t s(t): real part -2 pi t Im, imaginary part 2 pi t Re.
  const slope = stackToSpectra({ ...on, re: timed(on.im, -1), im: timed(on.re, 1) }, { points });
  const [first, last] = ppmWindow(off.ppm, ...window);
  const rows: number[][] = [];
  const difference: number[] = [];
  for (let k = first; k < last; k++) {
    const x = (2 * (k - first)) / (last - 1 - first) - 1;
    rows.push([slope.re[k], -spectrum.im[k], 1, x, 0, 0], [slope.im[k], spectrum.re[k], 0, 0, 1, x]);
    difference.push(off.re[k] - spectrum.re[k], off.im[k] - spectrum.im[k]);
  }
  const columns = new Matrix(rows);
  // Columns of length 1: Hz, rad and signal are of different sizes.
  const lengths = Array.from({ length: 6 }, (_, j) => columns.getColumnVector(j).norm("frobenius") || 1);
  for (let j = 0; j < 6; j++) columns.mulColumn(j, 1 / lengths[j]);
  const transposed = columns.transpose();
  const found = solve(transposed.mmul(columns), transposed.mmul(Matrix.columnVector(difference)), true);
  return { frequency: found.get(0, 0) / lengths[0], phase: found.get(1, 0) / lengths[1] };
}

/** The union of the windows around the highest point of each condition. */
function l2Window(
  off: FidStack,
  on: FidStack,
  { centre, reach }: { centre: number; reach: number },
): [number, number] {
  const tops = [off, on].map((stack) => {
    const { re, im, ppm } = stackToSpectra(stack);
    const [first, last] = ppmWindow(ppm, centre - reach, centre + reach);
    let top = first;
    for (let k = first; k < last; k++) {
      if (Math.hypot(re[k], im[k]) > Math.hypot(re[top], im[top])) top = k;
    }
    return ppm[top];
  });
  return [Math.min(...tops) - reach, Math.max(...tops) + reach];
}
