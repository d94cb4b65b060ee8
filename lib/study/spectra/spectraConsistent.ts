import { Matrix, solve } from "ml-matrix";
import { EDIT_OFF, EDIT_ON, ppmWindow } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { spectrumCausal } from "./spectrumCausal.js";
import type { ComplexSpectrum } from "./spectrumCausal.js";

export interface SpectraConsistentOptions {
  /**
   * ppm borders of the bands that have an amplitude of their own, ascending; what is outside of them is no part of the
   * estimate. @default [0.2, 1.6, 2.2, 2.5, 2.85, 3.15, 3.55, 4.2] (lipids, NAA, Glu and Gln, NAA and Asp, GABA and Cr,
   * Cho, Glx)
   */
  bands?: readonly number[];
  /**
   * What has an amplitude of its own instead of the bands (`shapeParts`): each one OFF and one ON, labelled, on the
   * shape's points and in its unit; what they leave of the shape has one amplitude more. @default bands
   */
  parts?: readonly SpectrumStack[];
  /** Order of the complex polynomial that takes up what is left of water, -1 for none. @default 2 */
  baseline?: number;
  /** Take up errors of phase and frequency, of OFF and ON apart. @default true */
  alignment?: boolean;
  /** SD of the gain of ON against OFF, from transient to transient amplitudes; 0 for none. @default 0.01 */
  gain?: number;
  /**
   * Let the line width differ from the shape's: by its second derivative, which holds for small differences (`true`), or
   * by the Gaussian width that leaves least of OFF (`search`). @default true
   */
  width?: boolean | "search";
  /** Use the imaginary parts too: as much knowledge again, where the phase is known. @default true */
  complex?: boolean;
}

/** The estimate, one OFF and one ON. */
export interface SpectraConsistent extends SpectrumStack {
  /** Hz^2 of a Gaussian full width at half maximum by which its lines are wider than the shape's; 0 unless searched for. */
  wider: number;
}

const BANDS = [0.2, 1.6, 2.2, 2.5, 2.85, 3.15, 3.55, 4.2];
/** ppm over which one band fades into the next. */
const FADE = 0.04;
/** Hz^2 by which lines may be wider than the shape's, and how exactly that is found. */
const WIDTHS = [-20, 60] as const;
const TOLERANCE = 0.5;
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
): SpectraConsistent {
  const {
    bands = BANDS,
    parts,
    baseline = 2,
    alignment = true,
    gain = 0.01,
    width = true,
    complex = true,
  } = options;
  const p = shape.shape[1];
  const first = axisPlace(average.ppm, shape.ppm);
  const rowOf = (spectra: SpectrumStack, label: number, from: number): ComplexSpectrum => {
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
  /** A row of the shape or of a part, scaled, its lines wider by so many Hz^2. */
  const hertz = (shape.ppm[1] - shape.ppm[0]) * shape.spectrometerFrequency;
  const rowAt = (spectra: SpectrumStack, label: number, squares: number): ComplexSpectrum => {
    const row = rowOf(spectra, label, 0);
    const scaled = combined(row, row, scale, 0);
    return squares === 0 ? scaled : widened(scaled, hertz, squares);
  };
  const pairAt = (spectra: SpectrumStack, squares: number): Pair => {
    const [off, on] = [EDIT_OFF, EDIT_ON].map((label) => rowAt(spectra, label, squares));
    return { off, on, difference: combined(on, off, 1, -1) };
  };
  const plus = (a: Pair, b: Pair, factor: number): Pair => ({
    off: combined(a.off, b.off, 1, factor),
    on: combined(a.on, b.on, 1, factor),
    difference: combined(a.difference, b.difference, 1, factor),
  });
  // What no part has, broad lines and noise, stays as wide as it is.
  const rest = parts?.reduce((left, part) => plus(left, pairAt(part, 0), -1), pairAt(shape, 0));
  const shapeAt = (squares: number): { whole: Pair; members: Pair[] } => {
    if (!parts || !rest) return { whole: pairAt(shape, squares), members: [] };
    const members = parts.map((part) => pairAt(part, squares));
    return { whole: members.reduce((sum, part) => plus(sum, part, 1), rest), members: [...members, rest] };
  };
  const signalsOf = (whole: Pair, members: Pair[], which: "off" | "difference"): ComplexSpectrum[] => {
    const signals = parts ? members.map((part) => part[which]) : bandParts(whole[which], shape.ppm, bands);
    if (width === true) signals.push(differentiated(differentiated(whole[which])));
    return signals;
  };
  const fit = (
    data: ComplexSpectrum,
    expected: ComplexSpectrum,
    signals: readonly ComplexSpectrum[],
    artefacts: readonly Column[],
  ): { found: ComplexSpectrum; left: number } => {
    const columns = [
      ...smoothCurves(shape.ppm, bands, baseline),
      ...artefacts,
      ...signals.map((curve) => ({ curve })),
    ];
    const difference = combined(data, expected, 1, -1);
    const { amplitudes, left } = amplitudesFit(difference, columns, shape.ppm, bands, complex);
    const skipped = columns.length - signals.length;
    const found = signals.reduce((sum, part, b) => combined(sum, part, 1, amplitudes[skipped + b]), expected);
    return { found, left };
  };
  const moved = (of: ComplexSpectrum): Column[] =>
    alignment ? [{ curve: turned(of) }, { curve: differentiated(of) }] : [];
  const offLeft = (squares: number): number => {
    const { whole, members } = shapeAt(squares);
    return fit(yOff, whole.off, signalsOf(whole, members, "off"), moved(whole.off)).left;
  };
  const squares = width === "search" ? leastOf(offLeft, WIDTHS) : 0;
  const { whole, members } = shapeAt(squares);
  const { found: offFound } = fit(yOff, whole.off, signalsOf(whole, members, "off"), moved(whole.off));
  const { found: difference } = fit(
    combined(yOn, yOff, 1, -1),
    whole.difference,
    signalsOf(whole, members, "difference"),
    [...moved(whole.off), ...moved(whole.on), ...(gain > 0 ? [{ curve: whole.on, sd: gain }] : [])],
  );
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
    wider: squares,
    history: [
      ...average.history,
      `consistent: amplitudes of ${parts ? parts.length + 1 : bands.length - 1} parts fitted to the average`,
    ],
  };
}

/** OFF, ON and ON - OFF. */
interface Pair {
  off: ComplexSpectrum;
  on: ComplexSpectrum;
  difference: ComplexSpectrum;
}

/** A curve that is fitted; with `sd`, its amplitude is expected around 0. */
interface Column {
  curve: ComplexSpectrum;
  sd?: number;
}

/**
 * A spectrum whose lines are convolved with a Gaussian of this squared width, or, below 0, narrowed: its FID times
 * exp(-(pi G t)^2 / (4 ln 2)), which grows no further than tenfold.
 */
function widened({ re }: ComplexSpectrum, hertz: number, squares: number): ComplexSpectrum {
  const rate = (Math.PI ** 2 * squares) / (4 * Math.LN2);
  return spectrumCausal(re, hertz, (t) => Math.min(10, Math.exp(-rate * t * t)));
}

/** Where a function that falls and then rises is least between two values (golden section). */
function leastOf(of: (at: number) => number, [low, high]: readonly [number, number]): number {
  const share = (Math.sqrt(5) - 1) / 2;
  let [a, d] = [low, high];
  let [b, c] = [d - share * (d - a), a + share * (d - a)];
  let [atB, atC] = [of(b), of(c)];
  while (d - a > TOLERANCE) {
    if (atB < atC) {
      [d, c, atC] = [c, b, atB];
      b = d - share * (d - a);
      atB = of(b);
    } else {
      [a, b, atB] = [b, c, atC];
      c = a + share * (d - a);
      atC = of(c);
    }
  }
  return (a + d) / 2;
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
function combined(a: ComplexSpectrum, b: ComplexSpectrum, x: number, y: number): ComplexSpectrum {
  return {
    re: a.re.map((value, k) => x * value + y * b.re[k]),
    im: a.im.map((value, k) => x * value + y * b.im[k]),
  };
}

/** i a: what a small phase error adds. */
function turned({ re, im }: ComplexSpectrum): ComplexSpectrum {
  return { re: im.map((value) => -value), im: re.slice() };
}

/** da/dk by central differences: what a small shift adds. */
function differentiated({ re, im }: ComplexSpectrum): ComplexSpectrum {
  const slope = (values: Float64Array): Float64Array =>
    values.map((_, k) => {
      const [a, b] = [Math.max(0, k - 1), Math.min(values.length - 1, k + 1)];
      return (values[b] - values[a]) / (b - a);
    });
  return { re: slope(re), im: slope(im) };
}

/** ComplexSpectrum powers of the ppm within the bands. */
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
function bandParts({ re }: ComplexSpectrum, ppm: Float64Array, bands: readonly number[]): ComplexSpectrum[] {
  return bands.slice(1).map((high, b) => {
    const low = bands[b];
    const rise = (distance: number): number => 1 / (1 + Math.exp((-4 * distance) / FADE));
    const part = new Float64Array(ppm.length);
    ppm.forEach((value, k) => {
      if (value < bands[0] || value > bands[bands.length - 1]) return;
      const begins = b === 0 ? 1 : rise(value - low);
      const ends = b === bands.length - 2 ? 1 : rise(high - value);
      part[k] = re[k] * begins * ends;
    });
    return spectrumCausal(part);
  });
}

/** Least-squares amplitudes of curves within the bands, and what is left without a prior; those with an `sd` by ridge, noise from what is left. */
function amplitudesFit(
  data: ComplexSpectrum,
  columns: readonly Column[],
  ppm: Float64Array,
  bands: readonly number[],
  complex: boolean,
): { amplitudes: number[]; left: number } {
  const [first, last] = ppmWindow(ppm, bands[0], bands[bands.length - 1]);
  const parts = complex ? (["re", "im"] as const) : (["re"] as const);
  const dot = (a: ComplexSpectrum, b: ComplexSpectrum): number => {
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
  let left = dot(data, data);
  for (let a = 0; a < count; a++) left -= found.get(a, 0) * side.get(a, 0);
  if (columns.some(({ sd }) => sd !== undefined)) {
    const variance = Math.max(0, left) / (parts.length * (last - first) - count);
    columns.forEach(({ sd }, a) => {
      if (sd === undefined) return;
      gram.set(a, a, gram.get(a, a) + variance / (sd * lengths[a]) ** 2);
    });
    found = solve(gram, side);
  }
  return { amplitudes: lengths.map((length, a) => found.get(a, 0) / length), left };
}
