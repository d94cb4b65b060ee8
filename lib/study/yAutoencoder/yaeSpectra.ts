import jStat from "jstat";
import { spectrumMaker } from "../../cohort/index.js";
import type { YAutoencoderRows } from "../../models/index.js";
import type { RandomSource } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";
import { generalisedGaussianDraws, sobolSequence } from "../../stats/index.js";
import type { GeneralisedGaussianPosterior } from "../../stats/index.js";
import type { YaeSettings } from "./yaeSettings.js";

/** Makes training spectra without end. */
export interface YaeSpectra {
  channels: number;
  points: number;
  make(count: number, random: RandomSource): YAutoencoderRows;
}

/**
 * Simulated MEGA-PRESS spectra to learn from: concentrations in 0 to 1 and the line width along a Sobol sequence, which
 * is shifted anew for each call, so that calls add up to a stream; noise as `noise` says. OFF and ON, real and
 * imaginary, side by side, divided by the largest magnitude of the two; targets are the spectra without noise and the
 * concentrations over the largest of them.
 *
 * @param bases - each OFF and ON; one is drawn for each spectrum.
 * @param noise - `ADC`, or the posterior of generalised Gaussian noise, in units of the spectrum's largest magnitude.
 */
export function yaeSpectra(
  bases: readonly BasisSet[][],
  { metabolites, ppmRange, lorentzian, adc }: YaeSettings,
  noise: "ADC" | GeneralisedGaussianPosterior,
): YaeSpectra {
  const makers = bases.map((basis) => spectrumMaker(basis, { ppmRange }));
  const points = makers[0].ppm.length;
  const width = 4 * points;
  const species = metabolites.length;
  const dimensions = species + 2;
  const [, samples] = bases[0][0].shape;
  const [re, im] = [new Float32Array(2 * points), new Float32Array(2 * points)];
  return {
    channels: 4,
    points,
    make(count, random) {
      const shift = Array.from({ length: dimensions }, () => random.integer(2 ** 32));
      const place = sobolSequence(count, dimensions, { shift });
      const rows: YAutoencoderRows = {
        x: new Float32Array(count * width),
        clean: new Float32Array(count * width),
        amounts: new Float32Array(count * species),
      };
      for (let i = 0; i < count; i++) {
        const at = place.subarray(i * dimensions, (i + 1) * dimensions);
        const which = random.integer(makers.length);
        const concentrations = at.subarray(0, species);
        const [low, high] = lorentzian;
        const parameters = {
          concentrations,
          lorentzian: low + (high - low) * at[species],
          gaussian: 0,
          frequency: 0,
          phase: 0,
        };
        makers[which].make(parameters, re, im, 0);
        const clean = rows.clean.subarray(i * width, (i + 1) * width);
        for (let c = 0; c < 2; c++) {
          clean.set(re.subarray(c * points, (c + 1) * points), 2 * c * points);
          clean.set(im.subarray(c * points, (c + 1) * points), (2 * c + 1) * points);
        }
        const draw =
          noise === "ADC"
            ? gaussian(adc * at[species + 1] * firstPoint(bases[which], concentrations), samples, random)
            : generalised(noise, largestMagnitude(clean, points), random);
        const x = rows.x.subarray(i * width, (i + 1) * width);
        for (let k = 0; k < width; k++) x[k] = clean[k] + draw();
        const largest = largestMagnitude(x, points);
        const most = concentrations.reduce((a, b) => Math.max(a, b), 0);
        for (let k = 0; k < width; k++) {
          x[k] /= largest;
          clean[k] /= largest;
        }
        for (let m = 0; m < species; m++) rows.amounts[i * species + m] = concentrations[m] / most;
      }
      return rows;
    },
  };
}

/** Independent complex Gaussian noise of SD `sd` a part in time is the same in the spectrum, sqrt(samples) as large. */
function gaussian(sd: number, samples: number, random: RandomSource): () => number {
  const size = sd * Math.sqrt(samples);
  return () => size * random.normal();
}

function generalised(
  { shape, scale }: GeneralisedGaussianPosterior,
  unit: number,
  random: RandomSource,
): () => number {
  const which = random.integer(shape.length);
  const draw = generalisedGaussianDraws(shape[which], random);
  // The draws have variance 1.
  const order = 1 / shape[which];
  const sd = unit * scale[which] * Math.exp((jStat.gammaln(3 * order) - jStat.gammaln(order)) / 2);
  return () => sd * draw();
}

/** Magnitude of the first point of the FID without noise, the larger of OFF and ON. */
function firstPoint(basis: readonly BasisSet[], concentrations: ArrayLike<number>): number {
  return basis.reduce((largest, { re, im, shape: [rows, samples] }) => {
    let [x, y] = [0, 0];
    for (let m = 0; m < rows; m++) {
      x += concentrations[m] * re[m * samples];
      y += concentrations[m] * im[m * samples];
    }
    return Math.max(largest, Math.hypot(x, y));
  }, 0);
}

/** Of a row of OFF and ON, real parts then imaginary ones each. */
export function largestMagnitude(row: Float32Array, points: number): number {
  let largest = 0;
  for (let c = 0; c < row.length; c += 2 * points) {
    for (let k = c; k < c + points; k++) largest = Math.max(largest, row[k] ** 2 + row[k + points] ** 2);
  }
  return Math.sqrt(largest);
}
