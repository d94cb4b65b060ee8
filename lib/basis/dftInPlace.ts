import { fftInPlace, nextPowerOfTwo } from "../signal/index.js";

/**
 * Fourier transform of a complex row of any length, in place, unitary: both directions have the factor
 * 1 / sqrt(N), as LCModel has it. `forward` has exp(-2 pi i k t / N).
 */
export function dftInPlace(re: Float64Array, im: Float64Array, direction: "forward" | "inverse"): void {
  const n = re.length;
  const scale = 1 / Math.sqrt(n);
  if (n === nextPowerOfTwo(n)) {
    fftInPlace(re, im, 0, n, direction);
    const factor = direction === "forward" ? scale : n * scale;
    for (let k = 0; k < n; k++) {
      re[k] *= factor;
      im[k] *= factor;
    }
    return;
  }
  // Bluestein 1970: k t = (k^2 + t^2 - (k - t)^2) / 2 makes of the transform a convolution with a chirp, which
  // a power of two of at least 2 N - 1 points holds.
  const sign = direction === "forward" ? -1 : 1;
  const size = nextPowerOfTwo(2 * n - 1);
  // k^2 modulo 2 N keeps the angle small, and so exact
  const angle = Float64Array.from({ length: n }, (_, k) => (sign * Math.PI * ((k * k) % (2 * n))) / n);
  const [x, y, u, v] = Array.from({ length: 4 }, () => new Float64Array(size));
  for (let k = 0; k < n; k++) {
    const [c, s] = [Math.cos(angle[k]), Math.sin(angle[k])];
    x[k] = re[k] * c - im[k] * s;
    y[k] = re[k] * s + im[k] * c;
    u[k] = u[(size - k) % size] = c;
    v[k] = v[(size - k) % size] = -s;
  }
  fftInPlace(x, y, 0, size);
  fftInPlace(u, v, 0, size);
  for (let k = 0; k < size; k++) [x[k], y[k]] = [x[k] * u[k] - y[k] * v[k], x[k] * v[k] + y[k] * u[k]];
  fftInPlace(x, y, 0, size, "inverse");
  for (let k = 0; k < n; k++) {
    const [c, s] = [Math.cos(angle[k]) * scale, Math.sin(angle[k]) * scale];
    re[k] = x[k] * c - y[k] * s;
    im[k] = x[k] * s + y[k] * c;
  }
}
