/**
 * Where a residual is largest: the highest of its root mean squares over windows of `width` ppm, over the noise.
 *
 * @param ppm - ascending, even.
 * @param noiseSd - of a row.
 * @param width - ppm; about that of a line's foot. @default 0.1
 */
export function residualWorst(
  ppm: Float64Array,
  residual: Float64Array,
  noiseSd: number,
  width = 0.1,
): { timesNoise: number; ppm: number } {
  const points = ppm.length;
  const span = Math.max(1, Math.min(points, Math.round(width / ((ppm[points - 1] - ppm[0]) / (points - 1)))));
  let power = 0;
  let most = -1;
  let end = span;
  for (let k = 0; k < points; k++) {
    power += residual[k] ** 2;
    if (k >= span) power -= residual[k - span] ** 2;
    if (k < span - 1 || power <= most) continue;
    [most, end] = [power, k + 1];
  }
  return {
    timesNoise: Math.sqrt(Math.max(0, most) / span) / noiseSd,
    ppm: (ppm[end - span] + ppm[end - 1]) / 2,
  };
}
