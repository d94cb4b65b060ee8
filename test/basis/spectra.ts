import { fftInPlace, nextPowerOfTwo } from "../../lib/signal/index.js";
import type { BasisSet } from "../../lib/spin/index.js";

export interface Fid {
  re: Float64Array;
  im: Float64Array;
}

/** One metabolite of a basis. */
export function row(basis: BasisSet, name: string): Fid {
  const points = basis.shape[1];
  const k = basis.names.indexOf(name);
  if (k < 0) throw new Error(`no ${name} among ${basis.names.join(", ")}`);
  const part = (samples: Float64Array): Float64Array => samples.subarray(k * points, (k + 1) * points);
  return { re: part(basis.re), im: part(basis.im) };
}

/** The ppm of the highest point of a metabolite's |spectrum| between two limits. */
export function peakPpm(basis: BasisSet, name: string, low = -1, high = 10): number {
  const { dwellTime, spectrometerFrequency, referencePpm } = basis.header;
  const size = 4 * nextPowerOfTwo(basis.shape[1]);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const fid = row(basis, name);
  re.set(fid.re);
  im.set(fid.im);
  fftInPlace(re, im, 0, size);
  let best = { ppm: NaN, height: 0 };
  for (let k = 0; k < size; k++) {
    const hertz = (k < size / 2 ? k : k - size) / (size * dwellTime);
    const ppm = referencePpm + hertz / spectrometerFrequency;
    const height = Math.hypot(re[k], im[k]);
    if (ppm >= low && ppm <= high && height > best.height) best = { ppm, height };
  }
  return best.ppm;
}

/** The largest difference of two FIDs' samples over the largest sample. */
export function difference(a: Fid, b: Fid): number {
  let largest = 0;
  let apart = a.re.length === b.re.length ? 0 : Infinity;
  for (let k = 0; k < a.re.length; k++) {
    largest = Math.max(largest, Math.hypot(a.re[k], a.im[k]));
    apart = Math.max(apart, Math.hypot(a.re[k] - b.re[k], a.im[k] - b.im[k]));
  }
  return apart / largest;
}

/** A basis of singlets (ppm by metabolite), each with its own decay, so that no two rows are alike. */
export function singletBasis(
  lines: Record<string, readonly number[]>,
  header: Partial<BasisSet["header"]> = {},
  points = 512,
): BasisSet {
  const all = {
    dwellTime: 5e-4,
    spectrometerFrequency: 127.75,
    referencePpm: 4.65,
    echoTime: 0.035,
    ...header,
  };
  const names = Object.keys(lines);
  const re = new Float64Array(names.length * points);
  const im = new Float64Array(names.length * points);
  names.forEach((name, k) => {
    for (const [j, ppm] of lines[name].entries()) {
      const hertz = (ppm - all.referencePpm) * all.spectrometerFrequency;
      for (let t = 0; t < points; t++) {
        const decay = Math.exp(-(5 + k) * t * all.dwellTime) / (1 + 0.3 * j);
        re[k * points + t] += decay * Math.cos(2 * Math.PI * hertz * t * all.dwellTime + 0.1);
        im[k * points + t] += decay * Math.sin(2 * Math.PI * hertz * t * all.dwellTime + 0.1);
      }
    }
  });
  return { names, re, im, shape: [names.length, points], condition: "PRESS", header: all };
}
