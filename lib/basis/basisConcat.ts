import type { BasisSet } from "../spin/index.js";

/**
 * The metabolites of several basis sets of one condition as one set.
 *
 * @throws RangeError when they differ in points, condition or header, or when there is none.
 */
export function basisConcat(sets: readonly BasisSet[]): BasisSet {
  if (sets.length === 0) throw new RangeError("basisConcat needs at least one basis set");
  const [{ shape, condition, header }] = sets;
  const points = shape[1];
  const key = JSON.stringify([points, condition, header]);
  for (const set of sets) {
    const other = JSON.stringify([set.shape[1], set.condition, set.header]);
    if (other !== key) throw new RangeError(`basis sets must be alike, got ${other} after ${key}`);
  }
  const names = sets.flatMap((set) => set.names);
  const re = new Float64Array(names.length * points);
  const im = new Float64Array(names.length * points);
  let at = 0;
  for (const set of sets) {
    re.set(set.re, at);
    im.set(set.im, at);
    at += set.re.length;
  }
  return { names, re, im, shape: [names.length, points], condition, header };
}
