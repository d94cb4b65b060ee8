/** Real and imaginary parts of interleaved complex samples (re, im, re, im, …). */
export function complexSplit(
  interleaved: ArrayLike<number>,
  sign: 1 | -1 = 1,
): { re: Float32Array; im: Float32Array } {
  const count = interleaved.length >> 1;
  const re = new Float32Array(count);
  const im = new Float32Array(count);
  for (let k = 0; k < count; k++) {
    re[k] = interleaved[2 * k];
    im[k] = sign * interleaved[2 * k + 1];
  }
  return { re, im };
}
