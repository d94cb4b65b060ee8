import { Matrix, solve } from "ml-matrix";
import { waterCombine } from "../process/index.js";
import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

export interface WaterAmplitudeOptions {
  /** s of the FID's beginning that the line is fitted to. @default 0.03 */
  duration?: number;
}

/**
 * The signal of unsuppressed water at t = 0, in units of the FID: the magnitude of its one FID
 * (`waterCombine`), fitted by that of a Voigt
 * line, ln |s(t)| = ln A - pi L t - (pi G t)^2 / (4 ln 2), in its first 30 ms, where noise is negligible. Phase and
 * frequency, and with them eddy currents, do not enter; the first sample alone, which a receiver's filter may have
 * touched, does not decide.
 *
 * @param water - the reference scan, coils combined with those of the scan it belongs to (`scanCoilsCombine`).
 * @throws InputError where there is no such line.
 */
export function waterAmplitude(water: FidStack, options: WaterAmplitudeOptions = {}): number {
  const { duration = 0.03 } = options;
  const { re, im, dwellTime, shape } = waterCombine(water).fid;
  const count = Math.min(shape[1], Math.max(8, Math.round(duration / dwellTime)));
  const size = Array.from({ length: count }, (_, t) => Math.hypot(re[t], im[t]));
  const first = Math.max(...size.slice(0, 3));
  // A weight of the squared magnitude makes errors of the logarithm those of the signal.
  const rows: number[][] = [];
  const values: number[][] = [];
  size.forEach((value, t) => {
    if (value < first / 100) return;
    const time = (t * dwellTime) / duration;
    rows.push([value, value * time, value * time ** 2]);
    values.push([value * Math.log(value / first)]);
  });
  const amplitude =
    rows.length < 4 ? NaN : first * Math.exp(solve(new Matrix(rows), new Matrix(values), true).get(0, 0));
  // What decays within a few samples, or rises, is no water.
  if (!(amplitude > 0.5 * first && amplitude < 2 * first)) {
    throw new InputError({
      key: "water reference",
      value: `an amplitude of ${amplitude} for a first sample of ${first}`,
      expected: "a FID of unsuppressed water that decays from its first samples",
    });
  }
  return amplitude;
}
