import { nextPowerOfTwo, stackApodize, stackAverage, stackShift, stackToSpectra } from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import { referenceLines } from "./referenceLines.js";
import { REFERENCE_LINES } from "./referenceScores.js";
import type { ReferenceLine } from "./referenceScores.js";
import { spectrumLines } from "./spectrumLines.js";
import { REFERENCE_SINGLETS, spectrumShiftEstimate } from "./spectrumShiftEstimate.js";
import { spectrumSingletFit } from "./spectrumSingletFit.js";
import { waterUnsuppressed } from "./waterUnsuppressed.js";

export interface StackReferenceOptions {
  /** Largest shift looked for, ppm. @default 0.25 */
  range?: number;
  /** Turn the zero-order phase so that Cr and Cho are upright. @default true */
  phase?: boolean;
  /**
   * Hz; when Cr, Cho and NAA together ask for a larger shift they may have been taken for one another, and NAA alone
   * decides (Osprey, OspreyProcess). @default 10
   */
  fallback?: number;
}

/** A referenced stack and what was done to it. */
export interface StackReferenced {
  stack: FidStack;
  /** Hz added to every transient; 0 where it is not referenced. */
  frequency: number;
  /** rad added to every transient; 0 where no line is shown. */
  phase: number;
  /** What is shown in their pattern; none where the stack is not referenced. */
  lines: readonly (ReferenceLine | "water")[];
}

/** ppm between two estimates that mean the same place. */
const AGREEMENT = 0.05;
/** ppm: the pattern is found to within half of this, and placed better by the maxima of its lines. */
const STEP = 0.01;
/** ppm of shift within which NAA and Cho without Cr are believed. */
const NAA_CHO = 0.02;
/** ppm of water in a body. */
const WATER = 4.68;
/** ppm where a line that no pattern explains is looked for, and its score: noise has one less than once in 200 times. */
const UNKNOWN = { low: 0.3, high: 4.1, score: 5.5 };

/**
 * References a stack by what its mean is shown to hold: NAA, Cr and Cho are shifted to 2.01, 3.03 and 3.21 ppm (Cr that
 * stands alone by its CH2 at 3.92 as well), and phased on Cr and Cho. All transients get the same shift and phase.
 * Two lines at their distance must be shown (`referenceLines`). A single line could be anything, so that it is turned
 * upright and left where it is; in noise nothing is done. Unsuppressed water goes to 4.68 ppm. A large shift is checked
 * by NAA alone. Stacks of other nuclei than 1H are left as they are. The history says which it was.
 */
export function stackReference(stack: FidStack, options: StackReferenceOptions = {}): StackReferenced {
  const { phase: upright = true } = options;
  const done = (
    line: string,
    { frequency = 0, phase = 0, lines = [] }: Partial<Omit<StackReferenced, "stack">> = {},
  ): StackReferenced => {
    const moved = frequency === 0 && phase === 0 ? stack : stackShift(stack, { frequency, phase });
    const history = [...stack.history, `reference: ${line}`];
    return { stack: { ...moved, history }, frequency, phase, lines };
  };
  const by = (
    frequency: number,
    phase: number,
    what: string,
    lines: StackReferenced["lines"],
  ): StackReferenced =>
    done(`${frequency.toFixed(2)} Hz, phase ${phase.toFixed(3)} rad (${what} ppm)`, {
      frequency,
      phase,
      lines,
    });
  if (stack.nucleus !== "1H")
    return done(`not referenced, not phased: no lines of ${stack.nucleus} are known`);
  const mean = stackAverage(stack);
  const plain = stackToSpectra(mean);
  // 2 Hz of broadening and a fourfold axis make the maximum of a noisy line smooth to find.
  const smooth = stackApodize(mean, { lorentzian: 2 });
  const points = nextPowerOfTwo(stack.shape[1]) * 4;
  const fine = stackToSpectra(smooth, { points });
  const water = waterUnsuppressed(fine);
  if (water) {
    const frequency = (WATER - water.ppm) * stack.spectrometerFrequency;
    return by(frequency, upright ? -water.phase : 0, `unsuppressed water ${WATER}`, ["water"]);
  }
  const place = placeOf(plain, fine, options);
  if (place === undefined) {
    const line = unknownLine(plain);
    const said = "not referenced: no two of NAA 2.01, Cr 3.03, Cho 3.21, Cr CH2 3.92 ppm are shown";
    if (!line || !upright) return done(`${said}; not phased`);
    const phase = -line.phase;
    return done(`${said}; phase ${phase.toFixed(3)} rad (line at ${line.ppm.toFixed(2)} ppm)`, { phase });
  }
  const frequency = -place.shift * stack.spectrometerFrequency;
  const shifted = stackShift(smooth, { frequency });
  const phase = upright ? -spectrumSingletFit(stackToSpectra(shifted, { points })).phase : 0;
  return by(frequency, phase, place.by, place.lines);
}

/** How far the known lines lie from where they should, ppm, and by which that is told; undefined where no pattern is. */
function placeOf(
  plain: SpectrumStack,
  fine: SpectrumStack,
  { range = 0.25, fallback = 10 }: StackReferenceOptions,
): { shift: number; by: string; lines: ReferenceLine[] } | undefined {
  const singlets = Object.values(REFERENCE_SINGLETS);
  let shift = spectrumShiftEstimate(fine, 0, { range });
  let alone = false;
  if (Math.abs(shift) * plain.spectrometerFrequency > fallback) {
    const naa = spectrumShiftEstimate(fine, 0, { range, peaks: [REFERENCE_SINGLETS.NAA] });
    // Where they agree, three lines place it better than one.
    if (Math.abs(naa - shift) > AGREEMENT) [shift, alone] = [naa, true];
  }
  const steps = Math.round(range / STEP);
  const grid = Array.from({ length: 2 * steps + 1 }, (_, k) => (k - steps) * STEP);
  const near = referenceLines(plain, [shift]);
  if (near && alone) return { shift, lines: near.lines, by: "NAA 2.01 alone" };
  // At a high SNR there is some line everywhere: a large shift must be the clearest of all.
  const large = Math.abs(shift) * plain.spectrometerFrequency > fallback;
  const found = near && !large ? near : referenceLines(plain, [...grid, shift]);
  if (found === undefined) return undefined;
  const { lines } = found;
  const used = lines.filter((name) => name !== "Cr CH2" || !lines.some((other) => /NAA|Cho/.test(other)));
  const said = used.map((name) => `${name} ${REFERENCE_LINES[name].toFixed(2)}`).join(", ");
  if (found.shift !== shift || used.length < singlets.length) {
    const peaks = used.map((name) => REFERENCE_LINES[name] + found.shift);
    shift = found.shift + spectrumShiftEstimate(fine, 0, { peaks, range: 3 * STEP });
  }
  // The maxima lie elsewhere: a lipid at 2.05 ppm was within reach of NAA.
  if (!lines.includes("Cr") && Math.abs(shift) > NAA_CHO) return undefined;
  return { shift, lines, by: said };
}

/** The clearest line of unknown kind. */
function unknownLine(plain: SpectrumStack): { ppm: number; phase: number } | undefined {
  const step = Math.max(0.005, plain.ppm[1] - plain.ppm[0]);
  const count = Math.floor((UNKNOWN.high - UNKNOWN.low) / step);
  const places = Array.from({ length: count }, (_, k) => UNKNOWN.low + k * step);
  const [first] = spectrumLines(plain, 0, places).sort((a, b) => b.score - a.score);
  return first.score > UNKNOWN.score ? first : undefined;
}
