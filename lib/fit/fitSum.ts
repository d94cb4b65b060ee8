import type { FitResult } from "./fitResult.js";

/** The amplitude of several components together, with the bound that their covariance gives it. */
export interface FitSum {
  amplitude: number;
  /** One SD. */
  crlb: number;
  crlbPercent: number;
}

/**
 * Sum of components by name, for example tNAA = NAA + NAAG: its bound is smaller than either's where one can stand for
 * the other.
 *
 * @returns undefined when none of the names was fitted.
 */
export function fitSum(fit: FitResult, names: readonly string[]): FitSum | undefined {
  const count = fit.components.length;
  const members = names
    .map((name) => fit.components.findIndex((component) => component.name === name))
    .filter((index) => index >= 0);
  if (members.length === 0) return undefined;
  let amplitude = 0;
  let variance = 0;
  for (const i of members) {
    amplitude += fit.components[i].amplitude;
    for (const j of members) variance += fit.covariance[i * count + j];
  }
  const crlb = Math.sqrt(Math.max(0, variance));
  return { amplitude, crlb, crlbPercent: amplitude > 0 ? (100 * crlb) / amplitude : Infinity };
}
