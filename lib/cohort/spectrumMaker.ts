import { fftInPlace, InputError, ppmAxis, ppmWindow } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";

/** What one simulated spectrum is made from, the same for all of its conditions. */
export interface SpectrumParameters {
  /** mM, in the order of the basis set's names. */
  concentrations: ArrayLike<number>;
  /** Hz, full width at half maximum of the Lorentzian part of every line. */
  lorentzian: number;
  /** Hz, full width at half maximum of the Gaussian part of every line. */
  gaussian: number;
  /** Hz added to all frequencies. */
  frequency: number;
  /** rad, zero order. */
  phase: number;
  /**
   * Coefficients of powers 0, 1, … of the place in the ppm range (-1 at its low end, 1 at its high end), real ones
   * and imaginary ones, in the spectrum's unit. @default no baseline
   */
  baseline?: { re: ArrayLike<number>; im: ArrayLike<number> };
}

/** Makes spectra of one basis set; holds what is the same for all of them. */
export interface SpectrumMaker {
  /** ppm of the p points of a spectrum, ascending. */
  ppm: Float64Array;
  /** Conditions of the basis, in its order. */
  conditions: readonly string[];
  /**
   * Writes the noise-free spectra of all conditions: for condition c, the p real parts at `re[offset + c p]` and the
   * imaginary ones at `im[offset + c p]`.
   */
  make(parameters: SpectrumParameters, re: Float32Array, im: Float32Array, offset: number): void;
}

/**
 * Spectra with chosen parameters from a basis set, one condition or more: the sum of its metabolites, broadened
 * (Voigt), shifted and turned alike, over a polynomial baseline. This is FSL-MRS's simulation as the 2023
 * conditional-VAE abstract (ISMRM #5027) used it; nothing in it is of a scanner or a person.
 *
 * @param options.ppmRange - the part of the spectrum to keep. @default [0.2, 4.2]
 * @throws InputError when the conditions do not share names and acquisition.
 */
export function spectrumMaker(
  basis: readonly BasisSet[],
  { ppmRange = [0.2, 4.2] }: { ppmRange?: readonly [number, number] } = {},
): SpectrumMaker {
  const { names, shape, header } = basis[0];
  for (const other of basis) {
    if (String(other.names) !== String(names) || other.shape[1] !== shape[1]) {
      throw new InputError({
        key: `basis ${other.condition}`,
        value: `${other.names} (${other.shape[1]} points)`,
        expected: `the metabolites and points of ${basis[0].condition}: ${names} (${shape[1]} points)`,
      });
    }
  }
  const points = shape[1];
  const axis = ppmAxis(header, points);
  const [first, last] = ppmWindow(axis, ...ppmRange);
  const ppm = axis.slice(first, last);
  const p = last - first;
  const fidRe = new Float64Array(points);
  const fidIm = new Float64Array(points);
  const half = points / 2;
  return {
    ppm,
    conditions: basis.map(({ condition }) => condition),
    make({ concentrations, lorentzian, gaussian, frequency, phase, baseline }, re, im, offset) {
      const decay = Math.exp(-Math.PI * lorentzian * header.dwellTime);
      const bend = (Math.PI * gaussian * header.dwellTime) ** 2 / (4 * Math.LN2);
      const bending = Math.exp(-2 * bend);
      const angle = 2 * Math.PI * frequency * header.dwellTime;
      const [turnRe, turnIm] = [Math.cos(angle), Math.sin(angle)];
      basis.forEach((condition, c) => {
        fidRe.fill(0);
        fidIm.fill(0);
        for (let row = 0; row < names.length; row++) {
          const amount = concentrations[row];
          if (amount === 0) continue;
          const from = row * points;
          for (let t = 0; t < points; t++) {
            fidRe[t] += amount * condition.re[from + t];
            fidIm[t] += amount * condition.im[from + t];
          }
        }
        // exp(-bend t^2) and the turning by what each step multiplies: no function is called for a point.
        let [x, y] = [Math.cos(phase), Math.sin(phase)];
        let shrink = decay * Math.exp(-bend);
        for (let t = 0; t < points; t++) {
          const a = fidRe[t];
          const b = fidIm[t];
          fidRe[t] = a * x - b * y;
          fidIm[t] = a * y + b * x;
          const turned = (x * turnRe - y * turnIm) * shrink;
          y = (x * turnIm + y * turnRe) * shrink;
          x = turned;
          shrink *= bending;
        }
        fftInPlace(fidRe, fidIm, 0, points);
        const start = offset + c * p;
        for (let k = 0; k < p; k++) {
          const bin = (first + k + half) % points;
          re[start + k] = fidRe[bin];
          im[start + k] = fidIm[bin];
        }
        if (baseline === undefined) return;
        for (let k = 0; k < p; k++) {
          const place = (2 * k) / (p - 1) - 1;
          re[start + k] += polynomial(baseline.re, place);
          im[start + k] += polynomial(baseline.im, place);
        }
      });
    },
  };
}

function polynomial(coefficients: ArrayLike<number>, place: number): number {
  let sum = 0;
  for (let power = coefficients.length - 1; power >= 0; power--) sum = sum * place + coefficients[power];
  return sum;
}
