import { Matrix, solve } from "ml-matrix";
import { EDIT_OFF, EDIT_ON, fftInPlace, nextPowerOfTwo, ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

export interface SpectraConsistentOptions {
  /**
   * ppm borders of the bands that have an amplitude of their own, ascending; what is outside of them is no part of the
   * estimate. @default [0.2, 1.6, 2.2, 2.5, 2.85, 3.15, 3.55, 4.2] (lipids, NAA, Glu and Gln, NAA and Asp, GABA and Cr,
   * Cho, Glx)
   */
  bands?: readonly number[];
  /** Order of the complex polynomial that takes up what is left of water, -1 for none. @default 2 */
  baseline?: number;
  /** Take up errors of phase and frequency, of OFF and ON apart. @default true */
  alignment?: boolean;
  /** SD of the gain of ON against OFF, from transient to transient amplitudes; 0 for none. @default 0.01 */
  gain?: number;
  /** Let the line width differ from the shape's. @default true */
  width?: boolean;
  /** Use the imaginary parts too: as much knowledge again, where the phase is known. @default true */
  complex?: boolean;
}

const BANDS = [0.2, 1.6, 2.2, 2.5, 2.85, 3.15, 3.55, 4.2];
/** ppm over which one band fades into the next. */
const FADE = 0.04;
/** Where the shape's OFF is scaled to the data's: tCr and tCho, which editing leaves alone. */
const SCALE = [2.9, 3.3] as const;

/**
 * What is known of a subject from a measured average, when the shape of its spectra is known but not how much there is
 * of each part: the estimate that agrees with the data in the amplitude of every band, and with the shape in all else.
 *
 * With a shape s (OFF and ON, from a model or a training mean) the averages are taken as
 *
 *     y = s + sum_b a_b s_b + artefacts + noise
 *
 * where s_b is the part of s in band b (cut out of the real part, the imaginary part follows by causality). Artefacts
 * are what the rest of a chain leaves behind and no subject has: a smooth baseline, and, to first order, errors of
 * phase (i s), of frequency (ds/df), and of the gain of ON against OFF. All are fitted together by least squares, for
 * OFF and for ON - OFF apart, and the artefacts are left out of the estimate s + sum a_b s_b. Amplitudes have no prior,
 * so that they are not drawn to the training subjects' mean: the estimate keeps the differences between subjects in
 * full (slope 1), and noise gets in by a handful of numbers instead of by every point.
 *
 * @param average - one OFF and one ON, labelled, on any axis that holds the shape's.
 * @param shape - one OFF and one ON, labelled, in any unit; its axis is the result's.
 * @throws RangeError when a condition is missing or the axes do not fit.
 */
export function spectraConsistent(
  average: SpectrumStack,
  shape: SpectrumStack,
  options: SpectraConsistentOptions = {},
): SpectrumStack {
  const {
    bands = BANDS,
    baseline = 2,
    alignment = true,
    gain = 0.01,
    width = true,
    complex = true,
  } = options;
  const p = shape.shape[1];
  const first = axisPlace(average.ppm, shape.ppm);
  const rowOf = (spectra: SpectrumStack, label: number, from: number): Complex => {
    const row = spectra.labels?.indexOf(label) ?? -1;
    if (row < 0) throw new RangeError("one OFF and one ON are needed, labelled");
    const start = row * spectra.shape[1] + from;
    return {
      re: Float64Array.from(spectra.re.subarray(start, start + p)),
      im: Float64Array.from(spectra.im.subarray(start, start + p)),
    };
  };
  const [yOff, yOn] = [EDIT_OFF, EDIT_ON].map((label) => rowOf(average, label, first));
  const [rawOff, rawOn] = [EDIT_OFF, EDIT_ON].map((label) => rowOf(shape, label, 0));
  const [low, high] = ppmWindow(shape.ppm, ...SCALE);
  let [product, power] = [0, 0];
  for (let k = low; k < high; k++) {
    product += yOff.re[k] * rawOff.re[k] + yOn.re[k] * rawOn.re[k];
    power += rawOff.re[k] ** 2 + rawOn.re[k] ** 2;
  }
  const scale = product / power;
  const off = combined(rawOff, rawOff, scale, 0);
  const on = combined(rawOn, rawOn, scale, 0);
  const fit = (data: Complex, expected: Complex, artefacts: Column[]): Complex => {
    const signals = bandParts(expected, shape.ppm, bands);
    if (width) signals.push(differentiated(differentiated(expected)));
    const columns = [
      ...smoothCurves(shape.ppm, bands, baseline),
      ...artefacts,
      ...signals.map((curve) => ({ curve })),
    ];
    const amplitudes = amplitudesFit(combined(data, expected, 1, -1), columns, shape.ppm, bands, complex);
    const skipped = columns.length - signals.length;
    return signals.reduce((sum, part, b) => combined(sum, part, 1, amplitudes[skipped + b]), expected);
  };
  const moved = (of: Complex): Column[] =>
    alignment ? [{ curve: turned(of) }, { curve: differentiated(of) }] : [];
  const gained: Column[] = gain > 0 ? [{ curve: on, sd: gain }] : [];
  const offFound = fit(yOff, off, moved(off));
  const difference = fit(combined(yOn, yOff, 1, -1), combined(on, off, 1, -1), [
    ...moved(off),
    ...moved(on),
    ...gained,
  ]);
  const onFound = combined(offFound, difference, 1, 1);
  const joined = (part: "re" | "im"): Float32Array =>
    Float32Array.from([...offFound[part], ...onFound[part]]);
  const { re: _re, im: _im, ppm: _ppm, shape: _shape, ...header } = average;
  return {
    ...header,
    re: joined("re"),
    im: joined("im"),
    shape: [2, p],
    ppm: average.ppm.slice(first, first + p),
    labels: Uint8Array.of(EDIT_OFF, EDIT_ON),
    dimensions: [{ tag: "DIM_EDIT", size: 2, header: { EditCondition: ["OFF", "ON"] } }],
    history: [
      ...average.history,
      `consistent: amplitudes of ${bands.length - 1} bands fitted to the average`,
    ],
  };
}

interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/** A curve that is fitted; with `sd`, its amplitude is expected around 0. */
interface Column {
  curve: Complex;
  sd?: number;
}

/** Index in `axis` of the first point of `part`. */
function axisPlace(axis: Float64Array, part: Float64Array): number {
  const step = part[1] - part[0];
  const first = Math.round((part[0] - axis[0]) / (axis[1] - axis[0]));
  const last = first + part.length - 1;
  const off = Math.abs(axis[first] - part[0]) + Math.abs(axis[last] - part[part.length - 1]);
  if (!(off < 2 * step)) throw new RangeError("the average's axis must hold the points of the shape's");
  return first;
}

/** x a + y b */
function combined(a: Complex, b: Complex, x: number, y: number): Complex {
  return {
    re: a.re.map((value, k) => x * value + y * b.re[k]),
    im: a.im.map((value, k) => x * value + y * b.im[k]),
  };
}

/** i a: what a small phase error adds. */
function turned({ re, im }: Complex): Complex {
  return { re: im.map((value) => -value), im: re.slice() };
}

/** da/dk by central differences: what a small shift adds. */
function differentiated({ re, im }: Complex): Complex {
  const slope = (values: Float64Array): Float64Array =>
    values.map((_, k) => {
      const [a, b] = [Math.max(0, k - 1), Math.min(values.length - 1, k + 1)];
      return (values[b] - values[a]) / (b - a);
    });
  return { re: slope(re), im: slope(im) };
}

/** Complex powers of the ppm within the bands. */
function smoothCurves(ppm: Float64Array, bands: readonly number[], order: number): Column[] {
  const [from, to] = [bands[0], bands[bands.length - 1]];
  const none = new Float64Array(ppm.length);
  return Array.from({ length: order + 1 }, (_, j) => {
    const power = ppm.map((value) => ((2 * value - from - to) / (to - from)) ** j);
    return [{ curve: { re: power, im: none } }, { curve: { re: none, im: power } }];
  }).flat();
}

/**
 * The parts of a spectrum that lie in each band: its real part faded in and out, and the imaginary part that makes the
 * FID start at time 0.
 */
function bandParts({ re }: Complex, ppm: Float64Array, bands: readonly number[]): Complex[] {
  const size = nextPowerOfTwo(4 * ppm.length);
  return bands.slice(1).map((high, b) => {
    const low = bands[b];
    const rise = (distance: number): number => 1 / (1 + Math.exp((-4 * distance) / FADE));
    const partRe = new Float64Array(size);
    const partIm = new Float64Array(size);
    ppm.forEach((value, k) => {
      if (value < bands[0] || value > bands[bands.length - 1]) return;
      const begins = b === 0 ? 1 : rise(value - low);
      const ends = b === bands.length - 2 ? 1 : rise(high - value);
      partRe[k] = re[k] * begins * ends;
    });
    fftInPlace(partRe, partIm, 0, size, "inverse");
    for (let t = 1; t < size / 2; t++) {
      partRe[t] *= 2;
      partIm[t] *= 2;
    }
    partRe.fill(0, size / 2 + 1);
    partIm.fill(0, size / 2 + 1);
    fftInPlace(partRe, partIm, 0, size);
    return { re: partRe.slice(0, ppm.length), im: partIm.slice(0, ppm.length) };
  });
}

/** Least-squares amplitudes of curves within the bands; those with an `sd` by ridge, noise from what is left. */
function amplitudesFit(
  data: Complex,
  columns: readonly Column[],
  ppm: Float64Array,
  bands: readonly number[],
  complex: boolean,
): number[] {
  const [first, last] = ppmWindow(ppm, bands[0], bands[bands.length - 1]);
  const parts = complex ? (["re", "im"] as const) : (["re"] as const);
  const dot = (a: Complex, b: Complex): number => {
    let sum = 0;
    for (const part of parts) for (let k = first; k < last; k++) sum += a[part][k] * b[part][k];
    return sum;
  };
  const count = columns.length;
  const gram = Matrix.zeros(count, count);
  const side = Matrix.zeros(count, 1);
  // Curves of length 1, so that those of different units do not spoil the equations
  const lengths = columns.map(({ curve }) => Math.sqrt(dot(curve, curve)) || 1);
  for (let a = 0; a < count; a++) {
    side.set(a, 0, dot(columns[a].curve, data) / lengths[a]);
    for (let b = 0; b <= a; b++) {
      const value = dot(columns[a].curve, columns[b].curve) / lengths[a] / lengths[b];
      gram.set(a, b, value);
      gram.set(b, a, value);
    }
    // A curve that is zero throughout has amplitude 0.
    if (gram.get(a, a) === 0) gram.set(a, a, 1);
  }
  let found = solve(gram, side);
  if (columns.some(({ sd }) => sd !== undefined)) {
    let left = dot(data, data);
    for (let a = 0; a < count; a++) left -= found.get(a, 0) * side.get(a, 0);
    const variance = Math.max(0, left) / (parts.length * (last - first) - count);
    columns.forEach(({ sd }, a) => {
      if (sd === undefined) return;
      gram.set(a, a, gram.get(a, a) + variance / (sd * lengths[a]) ** 2);
    });
    found = solve(gram, side);
  }
  return lengths.map((length, a) => found.get(a, 0) / length);
}
