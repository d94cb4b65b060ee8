import FFT from "fft.js";
import { nextPowerOfTwo, ppmAxis, ppmWindow } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { baselineBasis } from "./baselineBasis.js";
import type { BaselineBasis } from "./baselineBasis.js";
import { choleskyForward } from "./choleskyFactor.js";
import type { FitBaseline } from "./fitOptions.js";

/** ppm about which the first-order phase turns. */
export const PHASE_PIVOT = 4.68;
/** exp(-GAUSS w^2 t^2) has a line of w Hz full width at half maximum. */
const GAUSS = Math.PI ** 2 / (4 * Math.LN2);

interface Fid {
  re: Float64Array;
  im: Float64Array;
}

/** A column before shift and width. */
export interface ModelComponent extends Fid {
  /** Index of the group whose shift and Lorentzian width it shares. */
  group: number;
  /** Hz of Lorentzian width that its own T2 gives. */
  relaxation: number;
}

export interface ModelSetup {
  stack: FidStack;
  ppmRange: [number, number];
  complex: boolean;
  components: ModelComponent[];
  /** Hz, of all components; the groups' shifts are beside it. */
  shift: number;
  /** For each group whether it is convolved with the free lineshape. */
  lineshaped: readonly boolean[];
  /** Coefficients of the lineshape, odd; 1 for none. */
  lineshape: number;
  baseline: FitBaseline;
}

/** Where each parameter lies in the vector of the nonlinear ones. */
export interface ModelLayout {
  /** rad */
  phase0: 0;
  /** rad/ppm */
  phase1: 1;
  /** Hz^2, the Gaussian width squared: its effect at 0 is not flat. */
  gaussian: 2;
  /** Share of each component's `relaxation` that its lines show. */
  relaxation: 3;
  /** First of the groups' shifts beside the common one, Hz. */
  shift: 4;
  /** First of the groups' Lorentzian widths, Hz. */
  width: number;
  /** First of the lineshape's coefficients; the middle one is 1 less their sum. */
  lineshape: number;
  count: number;
}

/**
 * The linear combination at given nonlinear parameters, and its derivatives. The phase is taken from the data instead
 * of being put on the model: the baseline's columns then never change. Everything is allocated here, once.
 */
export interface FitModel {
  layout: ModelLayout;
  rows: number;
  count: number;
  components: readonly ModelComponent[];
  /** Hz, of all components. */
  shift: number;
  baseline: BaselineBasis;
  ppm: Float64Array;
  /** components x rows */
  columns: Float64Array;
  /** The phased data, rows. */
  data: Float64Array;
  /** parameters x rows: the derivative of model - data, at amplitudes given to `derive`. */
  jacobian: Float64Array;
  /** Which rows of `jacobian` are not 0. */
  active: Uint8Array;
  /** Fills `columns` and `data`. */
  evaluate(parameters: Float64Array): void;
  /** Fills `jacobian` at the parameters of the last `evaluate`. */
  derive(amplitudes: Float64Array): void;
  /** L^-1 B^T x for `count` vectors of `rows`: what projects the baseline out of their products. */
  eliminate(vectors: Float64Array, count: number, out: Float64Array): void;
  /** The same model over another baseline; both share their columns. */
  withBaseline(baseline: FitBaseline): FitModel;
}

export function fitModel(setup: ModelSetup): FitModel {
  const { stack, complex, components, lineshaped } = setup;
  const groups = lineshaped.length;
  const samples = stack.shape[1];
  const size = nextPowerOfTwo(samples) * (complex ? 1 : 2);
  const axis = ppmAxis(stack, size);
  const [first, last] = ppmWindow(axis, ...setup.ppmRange);
  const points = last - first;
  const ppm = axis.slice(first, last);
  const rows = complex ? 2 * points : points;
  const count = components.length;
  const taps = setup.lineshape;
  const middle = (taps - 1) / 2;
  const layout: ModelLayout = {
    phase0: 0,
    phase1: 1,
    gaussian: 2,
    relaxation: 3,
    shift: 4,
    width: 4 + groups,
    lineshape: 4 + 2 * groups,
    count: 4 + 2 * groups + taps - 1,
  };

  const fft = new FFT(size);
  const input = fft.createComplexArray();
  const output = fft.createComplexArray();
  // Bin of the first point in the order of the FFT.
  const origin = (first - size / 2 + size) % size;
  const bin = (k: number): number => (origin + k + size) % size;

  input.fill(0);
  for (let t = 0; t < samples; t++) {
    input[2 * t] = stack.re[t];
    input[2 * t + 1] = stack.im[t];
  }
  fft.transform(output, input);
  const spectrumRe = Float64Array.from({ length: points }, (_, k) => output[2 * bin(k)]);
  const spectrumIm = Float64Array.from({ length: points }, (_, k) => output[2 * bin(k) + 1]);

  const columns = new Float64Array(count * rows);
  const data = new Float64Array(rows);
  const quadrature = new Float64Array(rows);
  const jacobian = new Float64Array(layout.count * rows);
  const active = new Uint8Array(layout.count);
  const fid = (): Fid => ({ re: new Float64Array(samples), im: new Float64Array(samples) });
  const damped = components.map(fid);
  const turn = fid();
  const nothing = fid();
  const window = new Float64Array(samples);
  const shape = fid();
  /** Of each group's damped components, and of all by their relaxation: each times its amplitude. */
  const sums = lineshaped.map(fid);
  const relaxed = fid();
  const whole = fid();
  const weighted = fid();
  const at = new Float64Array(layout.count).fill(NaN);

  function transformOf({ re, im }: Fid): void {
    for (let t = 0; t < samples; t++) {
      input[2 * t] = re[t];
      input[2 * t + 1] = im[t];
    }
    for (let t = 2 * samples; t < 2 * size; t++) input[t] = 0;
    fft.transform(output, input);
  }

  /** Writes (a + i b) times the transform into row `row` of `target`. */
  function take(target: Float64Array, row: number, a: number, b: number): void {
    let k = row * rows;
    let from = origin;
    for (let j = 0; j < points; j++, k++) {
      const x = output[2 * from];
      const y = output[2 * from + 1];
      target[k] = a * x - b * y;
      if (complex) target[k + points] = a * y + b * x;
      if (++from === size) from = 0;
    }
  }

  function phase(phase0: number, phase1: number): void {
    for (let k = 0; k < points; k++) {
      const angle = -(phase0 + phase1 * (ppm[k] - PHASE_PIVOT));
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const x = spectrumRe[k] * c - spectrumIm[k] * s;
      const y = spectrumRe[k] * s + spectrumIm[k] * c;
      data[k] = x;
      quadrature[k] = y;
      if (complex) {
        data[points + k] = y;
        quadrature[points + k] = -x;
      }
    }
  }

  function evaluate(parameters: Float64Array): void {
    // A solve often begins where the one before it ended.
    if (parameters.every((value, k) => value === at[k])) return;
    at.set(parameters);
    phase(at[0], at[1]);
    const { dwellTime } = stack;
    const fall = GAUSS * at[2] * dwellTime * dwellTime;
    for (let t = 0; t < samples; t++) window[t] = Math.exp(-fall * t * t);
    if (taps > 1) lineshapeFill();
    for (let group = 0; group < groups; group++) {
      const decay = Math.exp(-Math.PI * at[layout.width + group] * dwellTime);
      const angle = 2 * Math.PI * (setup.shift + at[layout.shift + group]) * dwellTime;
      turnFill(turn, window, decay * Math.cos(angle), decay * Math.sin(angle));
      if (taps > 1 && lineshaped[group]) multiply(turn, shape, 1, turn);
      for (let index = 0; index < count; index++) {
        if (components[index].group !== group) continue;
        const rate = Math.PI * at[layout.relaxation] * components[index].relaxation;
        multiply(components[index], turn, Math.exp(-rate * dwellTime), damped[index]);
      }
    }
    if (complex) {
      for (let index = 0; index < count; index++) {
        transformOf(damped[index]);
        take(columns, index, 1, 0);
      }
      return;
    }
    for (let index = 0; index < count; index += 2) {
      const two = index + 1 < count;
      packReal(damped[index], two ? damped[index + 1] : nothing, input, size);
      fft.transform(output, input);
      let from = origin;
      for (let j = 0, k = index * rows; j < points; j++, k++) {
        columns[k] = output[2 * from];
        if (two) columns[k + rows] = output[2 * from + 1];
        if (++from === size) from = 0;
      }
    }
  }

  /** The transform of the lineshape: convolving a spectrum with it multiplies the FID by this. */
  function lineshapeFill(): void {
    let centre = 1;
    for (let j = 0; j < taps - 1; j++) centre -= at[layout.lineshape + j];
    shape.re.fill(centre);
    shape.im.fill(0);
    for (let j = 0; j < taps - 1; j++) {
      const value = at[layout.lineshape + j];
      if (value === 0) continue;
      const angle = (2 * Math.PI * tapOffset(j)) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      let x = value;
      let y = 0;
      for (let t = 0; t < samples; t++) {
        shape.re[t] += x;
        shape.im[t] += y;
        const next = x * c - y * s;
        y = x * s + y * c;
        x = next;
      }
    }
  }

  /** Points by which free coefficient j moves a line. */
  function tapOffset(j: number): number {
    return j < middle ? j - middle : j - middle + 1;
  }

  function derive(amplitudes: Float64Array): void {
    const { dwellTime } = stack;
    /** Transforms the sum, each sample times its time or the square of it. */
    function timed({ re, im }: Fid, square = false): void {
      for (let t = 0; t < samples; t++) {
        const time = t * dwellTime;
        const factor = square ? time * time : time;
        weighted.re[t] = re[t] * factor;
        weighted.im[t] = im[t] * factor;
      }
      transformOf(weighted);
    }
    sum(amplitudes);
    active.fill(1, 0, layout.relaxation);
    for (let k = 0; k < rows; k++) jacobian[k] = -quadrature[k];
    for (let k = 0; k < points; k++) {
      jacobian[rows + k] = -quadrature[k] * (ppm[k] - PHASE_PIVOT);
      if (complex) jacobian[rows + points + k] = -quadrature[points + k] * (ppm[k] - PHASE_PIVOT);
    }
    for (let group = 0; group < groups; group++) {
      if (!active[layout.shift + group]) continue;
      timed(sums[group]);
      take(jacobian, layout.shift + group, 0, 2 * Math.PI);
      take(jacobian, layout.width + group, -Math.PI, 0);
    }
    if (active[layout.relaxation]) {
      timed(relaxed);
      take(jacobian, layout.relaxation, -Math.PI, 0);
    }
    gather(() => true);
    timed(whole, true);
    take(jacobian, layout.gaussian, -GAUSS, 0);
    if (taps === 1) return;
    gather((group) => lineshaped[group]);
    // Without the lineshape: it has no zero where the FID still is.
    for (let t = 0; t < samples; t++) {
      const power = shape.re[t] ** 2 + shape.im[t] ** 2 + 1e-12;
      const [x, y] = [whole.re[t], whole.im[t]];
      whole.re[t] = (x * shape.re[t] + y * shape.im[t]) / power;
      whole.im[t] = (y * shape.re[t] - x * shape.im[t]) / power;
    }
    transformOf(whole);
    for (let j = 0; j < taps - 1; j++) {
      const row = layout.lineshape + j;
      active[row] = 1;
      const moved = bin(-tapOffset(j));
      let k = row * rows;
      let [from, still] = [moved, origin];
      for (let n = 0; n < points; n++, k++) {
        jacobian[k] = output[2 * from] - output[2 * still];
        if (complex) jacobian[k + points] = output[2 * from + 1] - output[2 * still + 1];
        if (++from === size) from = 0;
        if (++still === size) still = 0;
      }
    }
  }

  /** Fills `sums` and `relaxed`, and says which groups are in the data. */
  function sum(amplitudes: Float64Array): void {
    [...sums, relaxed].forEach(clear);
    active.fill(0, layout.relaxation, layout.lineshape);
    for (let index = 0; index < count; index++) {
      const { group, relaxation } = components[index];
      const amplitude = amplitudes[index];
      if (amplitude === 0) continue;
      active[layout.shift + group] = active[layout.width + group] = 1;
      add(sums[group], damped[index], amplitude);
      if (relaxation === 0) continue;
      active[layout.relaxation] = 1;
      add(relaxed, damped[index], amplitude * relaxation);
    }
  }

  /** Fills `whole` with the sum of the wanted groups. */
  function gather(wanted: (group: number) => boolean): void {
    clear(whole);
    sums.forEach((one, group) => {
      if (wanted(group)) add(whole, one, 1);
    });
  }

  function of(baseline: BaselineBasis): FitModel {
    return {
      layout,
      rows,
      count,
      components,
      shift: setup.shift,
      baseline,
      ppm,
      columns,
      data,
      jacobian,
      active,
      evaluate,
      derive,
      eliminate: (vectors, howMany, out) => eliminate(baseline, vectors, howMany, out),
      withBaseline: (other) => of(baselineBasis(other, ppm, complex)),
    };
  }
  return of(baselineBasis(setup.baseline, ppm, complex));
}

function clear({ re, im }: Fid): void {
  re.fill(0);
  im.fill(0);
}

function add(to: Fid, from: Fid, factor: number): void {
  const { re, im } = to;
  for (let t = 0; t < re.length; t++) {
    re[t] += factor * from.re[t];
    im[t] += factor * from.im[t];
  }
}

/** Writes (c + i s)^t window[t]. */
function turnFill({ re, im }: Fid, window: Float64Array, c: number, s: number): void {
  let x = 1;
  let y = 0;
  for (let t = 0; t < window.length; t++) {
    re[t] = x * window[t];
    im[t] = y * window[t];
    const next = x * c - y * s;
    y = x * s + y * c;
    x = next;
  }
}

/** out = a b fade^t; `out` may be one of them. */
function multiply(a: Fid, b: Fid, fade: number, out: Fid): void {
  const { re: aRe, im: aIm } = a;
  const { re: bRe, im: bIm } = b;
  const { re, im } = out;
  let left = 1;
  for (let t = 0; t < re.length; t++) {
    const x = aRe[t] * left;
    const y = aIm[t] * left;
    const u = bRe[t];
    const v = bIm[t];
    re[t] = x * u - y * v;
    im[t] = x * v + y * u;
    left *= fade;
  }
}

/** The input of `size` points that gives Re FFT(a) + i Re FFT(b): each FID's conjugate mirrored behind it. */
function packReal(a: Fid, b: Fid, input: number[], size: number): void {
  const { re: aRe, im: aIm } = a;
  const { re: bRe, im: bIm } = b;
  const samples = aRe.length;
  input[0] = aRe[0];
  input[1] = bRe[0];
  for (let t = 1, back = 2 * (size - 1); t < samples; t++, back -= 2) {
    const x = aRe[t] / 2;
    const y = aIm[t] / 2;
    const u = bRe[t] / 2;
    const v = bIm[t] / 2;
    input[2 * t] = x - v;
    input[2 * t + 1] = y + u;
    input[back] = x + v;
    input[back + 1] = u - y;
  }
  for (let k = 2 * samples; k < 2 * (size - samples + 1); k++) input[k] = 0;
}

/** out = L^-1 B^T x for each x of `vectors`, two at a time. */
function eliminate(baseline: BaselineBasis, vectors: Float64Array, howMany: number, out: Float64Array): void {
  const { count, rows, columns, start, end, factor } = baseline;
  for (let i = 0; i < howMany; i += 2) {
    const next = Math.min(i + 1, howMany - 1);
    for (let j = 0; j < count; j++) {
      let a = 0;
      let b = 0;
      for (let k = start[j]; k < end[j]; k++) {
        const value = columns[j * rows + k];
        a += value * vectors[i * rows + k];
        b += value * vectors[next * rows + k];
      }
      out[i * count + j] = a;
      out[next * count + j] = b;
    }
  }
  for (let i = 0; i < howMany; i++) choleskyForward(factor, count, out, count, i * count);
}
