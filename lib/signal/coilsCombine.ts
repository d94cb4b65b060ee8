import type { FidStack, ScanDimension } from "./fidStack.js";

export interface CoilsCombineOptions {
  /** First samples of each FID that the coil sensitivities are estimated from. @default 32 */
  samples?: number;
}

/**
 * Combines a stack's receiver coils (its DIM_COIL dimension) with the weights that give the best
 * signal-to-noise ratio: the conjugate of each coil's sensitivity over its noise variance (Roemer et
 * al., Magn Reson Med 1990, eq. 23, for coils with independent noise).
 *
 * The sensitivities are the leading eigenvector of the coils' covariance over the first samples of all
 * transients, each coil scaled to unit noise (Rodgers and Robson, Magn Reson Med 2010). Products of
 * coils do not see the phase of a transient, so that transients stored inverted count like the others
 * and stay inverted. Noise is taken from the last eighth of the FIDs; noiseless data weigh by
 * sensitivity alone. The result is what the most sensitive coil received, in its units and phase.
 *
 * @throws RangeError when the stack has no DIM_COIL dimension.
 */
export function coilsCombine(stack: FidStack, options: CoilsCombineOptions = {}): FidStack {
  const { re: coilRe, im: coilIm, dimensions = [] } = stack;
  const at = dimensions.findIndex(({ tag }) => tag === "DIM_COIL");
  if (at < 0) throw new RangeError("the stack needs a dimension DIM_COIL, it has none");
  const points = stack.shape[1];
  const samples = Math.min(options.samples ?? 32, points);
  const coils = dimensions[at].size;
  const inner = sizeOf(dimensions.slice(at + 1));
  const kept = [...dimensions.slice(0, at), ...dimensions.slice(at + 1)];
  const n = sizeOf(kept);
  /** Where the FID of a coil for a transient of the result begins. */
  const start = (transient: number, coil: number): number => {
    const outer = Math.floor(transient / inner);
    return ((outer * coils + coil) * inner + (transient % inner)) * points;
  };

  const noise = noiseOfCoils(stack, coils, n, start);
  const [vRe, vIm] = leadingVector(stack, noise, n, samples, start);
  const power = Float64Array.from(vRe, (re, c) => re * re + vIm[c] * vIm[c]);
  const best = power.indexOf(Math.max(...power));
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const rowRe = new Float64Array(points);
  const rowIm = new Float64Array(points);
  for (let i = 0; i < n; i++) {
    rowRe.fill(0);
    rowIm.fill(0);
    for (let c = 0; c < coils; c++) {
      if (noise[c] === 0) continue;
      // The signal s of coil c is v_c noise_c times one FID: conj(v_c) s / noise_c sums to that FID,
      // and v_best noise_best makes it the best coil's.
      const scale = noise[best] / noise[c];
      const wRe = scale * (vRe[c] * vRe[best] + vIm[c] * vIm[best]);
      const wIm = scale * (vRe[c] * vIm[best] - vIm[c] * vRe[best]);
      for (let t = 0, k = start(i, c); t < points; t++, k++) {
        rowRe[t] += wRe * coilRe[k] - wIm * coilIm[k];
        rowIm[t] += wRe * coilIm[k] + wIm * coilRe[k];
      }
    }
    re.set(rowRe, i * points);
    im.set(rowIm, i * points);
  }
  return {
    ...stack,
    re,
    im,
    shape: [n, points],
    labels: stack.labels && Uint8Array.from({ length: n }, (_, i) => stack.labels![start(i, 0) / points]),
    dimensions: kept.length > 0 ? kept : undefined,
    history: [...stack.history, `coils: ${coils} combined by sensitivity over noise variance`],
  };
}

function sizeOf(dimensions: readonly ScanDimension[]): number {
  return dimensions.reduce((product, { size }) => product * size, 1);
}

/** Standard deviation of each coil's noise; 1 for all where none has any; 0 for a coil that is dead. */
function noiseOfCoils(
  stack: FidStack,
  coils: number,
  n: number,
  start: (transient: number, coil: number) => number,
): Float64Array {
  const points = stack.shape[1];
  const tail = Math.max(1, Math.floor(points / 8));
  // From the steps between samples: they hold twice the noise's variance and little of what signal is
  // left at the end, which lies near 0 Hz.
  const noise = Float64Array.from({ length: coils }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const end = start(i, c) + points;
      for (let k = end - tail; k < end; k++) {
        sum += (stack.re[k] - stack.re[k - 1]) ** 2 + (stack.im[k] - stack.im[k - 1]) ** 2;
      }
    }
    return Math.sqrt(sum / (4 * n * tail));
  });
  return noise.every((sd) => sd === 0) ? noise.fill(1) : noise;
}

/** The leading eigenvector of the noise-scaled covariance of the coils, by power iteration. */
function leadingVector(
  stack: FidStack,
  noise: Float64Array,
  n: number,
  samples: number,
  start: (transient: number, coil: number) => number,
): [Float64Array, Float64Array] {
  const coils = noise.length;
  const covRe = new Float64Array(coils * coils);
  const covIm = new Float64Array(coils * coils);
  for (let a = 0; a < coils; a++) {
    for (let b = 0; b <= a; b++) {
      if (noise[a] === 0 || noise[b] === 0) continue;
      let sumRe = 0;
      let sumIm = 0;
      for (let i = 0; i < n; i++) {
        for (let t = 0, k = start(i, a), l = start(i, b); t < samples; t++, k++, l++) {
          sumRe += stack.re[k] * stack.re[l] + stack.im[k] * stack.im[l];
          sumIm += stack.im[k] * stack.re[l] - stack.re[k] * stack.im[l];
        }
      }
      const scale = 1 / (noise[a] * noise[b]);
      covRe[a * coils + b] = covRe[b * coils + a] = sumRe * scale;
      covIm[a * coils + b] = sumIm * scale;
      covIm[b * coils + a] = -sumIm * scale;
    }
  }
  // From the strongest coil's column, which cannot be orthogonal to the leading eigenvector.
  let strongest = 0;
  for (let c = 1; c < coils; c++) {
    if (covRe[c * coils + c] > covRe[strongest * coils + strongest]) strongest = c;
  }
  let vRe = Float64Array.from({ length: coils }, (_, c) => covRe[c * coils + strongest]);
  let vIm = Float64Array.from({ length: coils }, (_, c) => covIm[c * coils + strongest]);
  const normalise = (): number => {
    const norm = Math.hypot(...vRe, ...vIm) || 1;
    for (let c = 0; c < coils; c++) {
      vRe[c] /= norm;
      vIm[c] /= norm;
    }
    return norm;
  };
  normalise();
  for (let iteration = 0, last = 0; iteration < 500; iteration++) {
    const nextRe = new Float64Array(coils);
    const nextIm = new Float64Array(coils);
    for (let a = 0; a < coils; a++) {
      for (let b = 0; b < coils; b++) {
        const k = a * coils + b;
        nextRe[a] += covRe[k] * vRe[b] - covIm[k] * vIm[b];
        nextIm[a] += covRe[k] * vIm[b] + covIm[k] * vRe[b];
      }
    }
    vRe = nextRe;
    vIm = nextIm;
    const eigenvalue = normalise();
    if (Math.abs(eigenvalue - last) <= 1e-14 * eigenvalue) break;
    last = eigenvalue;
  }
  return [vRe, vIm];
}
