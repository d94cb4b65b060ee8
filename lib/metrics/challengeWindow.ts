import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/**
 * The index range [first, last) of the 2023 edited-MRS challenge's window [low, high] ppm. Its axis descends and its
 * slices leave their last point out: here, on an ascending axis, the lowest point inside the window is left out.
 *
 * @returns undefined when the axis does not cover the window.
 */
export function challengeWindow(
  { ppm }: Pick<SpectrumStack, "ppm">,
  low: number,
  high: number,
): [first: number, last: number] | undefined {
  if (ppm.length === 0 || ppm[0] > low || ppm[ppm.length - 1] < high) return undefined;
  const [first, last] = ppmWindow(ppm, low, high);
  return last - first < 3 ? undefined : [first + 1, last];
}
