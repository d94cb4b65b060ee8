import { InputError } from "../signal/index.js";
import type { ScanHeader } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";

/** ppm about which a basis is turned to another spectrometer frequency: the middle of what is fitted. */
const PIVOT = 3;
/** Points of the interpolating polynomial. */
const TAPS = 10;

/**
 * The basis as the scanner of a scan would have sampled it: its dwell time, points and ppm at 0 Hz. Between samples a
 * polynomial of ten points goes through each FID, turned to 3 ppm, where it is slow. Where the basis ends before the
 * scan, zeros follow.
 *
 * @throws InputError when the spectrometer frequencies differ by more than 1 %, where couplings would be wrong.
 */
export function basisMatch(
  basis: BasisSet,
  scan: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm">,
  points: number,
): BasisSet {
  // Scans of one study ask for the same again and again; a basis that is let go takes its matches along.
  const key = [scan.dwellTime, scan.spectrometerFrequency, scan.referencePpm, points].join();
  const known = matches.get(basis) ?? new Map<string, BasisSet>();
  matches.set(basis, known);
  const found = known.get(key) ?? matched(basis, scan, points);
  // Each scanner's frequency is a little its own: the latest few are enough.
  if (known.size >= 4) known.clear();
  known.set(key, found);
  return found;
}

const matches = new WeakMap<BasisSet, Map<string, BasisSet>>();

function matched(
  basis: BasisSet,
  scan: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm">,
  points: number,
): BasisSet {
  const from = basis.header;
  const apart = from.spectrometerFrequency / scan.spectrometerFrequency - 1;
  if (Math.abs(apart) > 0.01) {
    throw new InputError({
      key: "basis spectrometer frequency",
      value: `${from.spectrometerFrequency} MHz`,
      expected: `that of the scan, ${scan.spectrometerFrequency} MHz, within 1 %`,
    });
  }
  const [rows, samples] = basis.shape;
  const re = new Float64Array(rows * points);
  const im = new Float64Array(rows * points);
  const down = 2 * Math.PI * (from.referencePpm - PIVOT) * from.spectrometerFrequency * from.dwellTime;
  const up = 2 * Math.PI * (PIVOT - scan.referencePpm) * scan.spectrometerFrequency * scan.dwellTime;
  const slowRe = new Float64Array(samples);
  const slowIm = new Float64Array(samples);
  const ratio = scan.dwellTime / from.dwellTime;
  const whole = firstWhole(basis);
  const weights = new Float64Array(TAPS);
  const turns = (rate: number, count: number): [Float64Array, Float64Array] => {
    const c = new Float64Array(count);
    const s = new Float64Array(count);
    for (let t = 0; t < count; t++) {
      c[t] = Math.cos(rate * t);
      s[t] = Math.sin(rate * t);
    }
    return [c, s];
  };
  const needed = Math.min(samples, Math.ceil(points * ratio) + TAPS);
  const [downRe, downIm] = turns(down, needed);
  const [upRe, upIm] = turns(up, points);
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < needed; t++) {
      const [x, y] = [basis.re[row * samples + t], basis.im[row * samples + t]];
      const [c, s] = [downRe[t], downIm[t]];
      slowRe[t] = x * c - y * s;
      slowIm[t] = x * s + y * c;
    }
    slowRe[0] *= whole;
    slowIm[0] *= whole;
    for (let t = 0; t < points; t++) {
      const place = t * ratio;
      if (place > samples - 1 + 1e-9) break;
      let x = 0;
      let y = 0;
      const near = Math.round(place);
      if (Math.abs(place - near) < 1e-6) [x, y] = [slowRe[near], slowIm[near]];
      else {
        const first = Math.max(0, Math.min(samples - TAPS, Math.floor(place) - TAPS / 2 + 1));
        lagrange(place - first, weights);
        for (let k = 0; k < TAPS; k++) {
          x += weights[k] * slowRe[first + k];
          y += weights[k] * slowIm[first + k];
        }
      }
      const [c, s] = [upRe[t], upIm[t]];
      re[row * points + t] = x * c - y * s;
      im[row * points + t] = x * s + y * c;
    }
  }
  const header = {
    dwellTime: scan.dwellTime,
    spectrometerFrequency: scan.spectrometerFrequency,
    referencePpm: scan.referencePpm,
    echoTime: from.echoTime,
  };
  return { names: basis.names, re, im, shape: [rows, points], condition: basis.condition, header };
}

/**
 * What to multiply first points by. Some programs store half of them, which takes a constant from the spectrum: seen
 * when they have half the size that the next points lead back to.
 */
function firstWhole({ re, im, shape: [rows, samples] }: BasisSet): number {
  let stored = 0;
  let expected = 0;
  for (let k = 0; k < rows * samples && samples > 3; k += samples) {
    stored += Math.hypot(re[k], im[k]);
    const size = [1, 2, 3].map((t) => Math.hypot(re[k + t], im[k + t]));
    expected += 3 * size[0] - 3 * size[1] + size[2];
  }
  return stored > 0.4 * expected && stored < 0.6 * expected ? 2 : 1;
}

/** Weights of samples 0 … TAPS - 1 for the value at `place`, which is no sample. */
function lagrange(place: number, weights: Float64Array): void {
  for (let k = 0; k < TAPS; k++) {
    let weight = 1;
    for (let j = 0; j < TAPS; j++) if (j !== k) weight *= (place - j) / (k - j);
    weights[k] = weight;
  }
}
