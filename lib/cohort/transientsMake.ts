import { fidStack } from "../signal/index.js";
import type { FidStack, RandomSource, ScanDimension } from "../signal/index.js";
import type { ComplexCourse } from "./complexCourse.js";
import type { SubjectTruth } from "./subjectTruth.js";

/** What the transients of a scan share, sample by sample. */
export interface TransientsShared {
  /** One a condition: the noise-free FID with eddy currents and baseline. */
  signal: Record<string, ComplexCourse>;
  /** One a component of residual water, of amplitude 1. */
  water: ComplexCourse[];
}

/**
 * The transients of a scan from what they share and the course of everything that moves: each is
 * amplitude x exp(i phase) x (signal + residual water), moved in frequency and broadened, and noise.
 */
export function transientsMake(
  header: Pick<FidStack, "dwellTime" | "spectrometerFrequency" | "referencePpm"> & Partial<FidStack>,
  { signal, water }: TransientsShared,
  truth: SubjectTruth,
  layout: { labels?: Uint8Array; dimensions: ScanDimension[] },
  random: RandomSource | undefined,
): FidStack {
  const { dwellTime } = header;
  const count = truth.condition.length;
  const points = signal[truth.condition[0]].re.length;
  const re = new Float32Array(count * points);
  const im = new Float32Array(count * points);
  const sumRe = new Float64Array(points);
  const sumIm = new Float64Array(points);
  for (let i = 0; i < count; i++) {
    const own = signal[truth.condition[i]];
    sumRe.set(own.re);
    sumIm.set(own.im);
    water.forEach((line, k) => {
      const { re: lineRe, im: lineIm } = line;
      const wx = truth.water[k].re[i];
      const wy = truth.water[k].im[i];
      for (let t = 0; t < points; t++) {
        sumRe[t] += wx * lineRe[t] - wy * lineIm[t];
        sumIm[t] += wx * lineIm[t] + wy * lineRe[t];
      }
    });
    // One oscillator, turned and damped sample by sample.
    const decay = Math.exp(-Math.PI * truth.broadening[i] * dwellTime);
    const angle = 2 * Math.PI * truth.frequency[i] * dwellTime;
    const [c, s] = [decay * Math.cos(angle), decay * Math.sin(angle)];
    const size = truth.amplitude[i] * (truth.inverted?.[i] ? -1 : 1);
    let x = size * Math.cos(truth.phase[i]);
    let y = size * Math.sin(truth.phase[i]);
    for (let t = 0, k = i * points; t < points; t++, k++) {
      re[k] = sumRe[t] * x - sumIm[t] * y;
      im[k] = sumRe[t] * y + sumIm[t] * x;
      const turned = x * c - y * s;
      y = x * s + y * c;
      x = turned;
    }
  }
  if (random) noiseAdd(re, im, truth.noiseSd, random);
  return fidStack({
    ...header,
    re,
    im,
    shape: [count, points],
    labels: layout.labels,
    dimensions: layout.dimensions,
    history: [`simulate: ${count} transients of ${truth.subject}, site ${truth.site}`],
  });
}

/** Adds white Gaussian noise, in place. */
export function noiseAdd(re: Float32Array, im: Float32Array, sd: number, random: RandomSource): void {
  for (let k = 0; k < re.length; k++) {
    re[k] += sd * random.normal();
    im[k] += sd * random.normal();
  }
}
