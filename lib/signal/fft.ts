import FFT from "fft.js";

// The twiddle tables cost more than a transform, so one plan per size is kept.
const plans = new Map<number, { fft: FFT; input: number[]; output: number[] }>();

function planOf(size: number): { fft: FFT; input: number[]; output: number[] } {
  let plan = plans.get(size);
  if (plan === undefined) {
    const fft = new FFT(size);
    plan = { fft, input: fft.createComplexArray(), output: fft.createComplexArray() };
    plans.set(size, plan);
  }
  return plan;
}

/** The smallest power of two that is not below `size`. */
export function nextPowerOfTwo(size: number): number {
  return 2 ** Math.ceil(Math.log2(size));
}

/**
 * Fourier transform of one complex row, in place: `X[k] = sum x[t] exp(-2 pi i k t / N)`; the inverse
 * has the other sign and the factor 1/N. In double precision inside (fft.js), whatever the arrays are.
 *
 * @param re - N values from `offset`, overwritten. N is a power of two.
 * @param im - N values from `offset`, overwritten.
 */
export function fftInPlace(
  re: Float32Array | Float64Array,
  im: Float32Array | Float64Array,
  offset: number,
  size: number,
  direction: "forward" | "inverse" = "forward",
): void {
  const { fft, input, output } = planOf(size);
  for (let t = 0; t < size; t++) {
    input[2 * t] = re[offset + t];
    input[2 * t + 1] = im[offset + t];
  }
  if (direction === "forward") fft.transform(output, input);
  else fft.inverseTransform(output, input);
  for (let k = 0; k < size; k++) {
    re[offset + k] = output[2 * k];
    im[offset + k] = output[2 * k + 1];
  }
}
