import type { ScanHeader } from "./fidStack.js";

/**
 * The ppm of each point of a spectrum of `points` values, ascending:
 * `referencePpm + f / spectrometerFrequency`, f from -1/(2 dwellTime).
 */
export function ppmAxis(
  header: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm">,
  points: number,
): Float64Array {
  const step = 1 / (points * header.dwellTime * header.spectrometerFrequency);
  const middle = Math.floor(points / 2);
  return Float64Array.from({ length: points }, (_, k) => header.referencePpm + (k - middle) * step);
}

/** The half-open index range [first, last) of an ascending axis that lies within [low, high] ppm. */
export function ppmWindow(ppm: Float64Array, low: number, high: number): [number, number] {
  let first = 0;
  while (first < ppm.length && ppm[first] < low) first++;
  let last = first;
  while (last < ppm.length && ppm[last] <= high) last++;
  return [first, last];
}
