import type { SpectrumStack } from "../signal/index.js";

/** Deviations of transients from their group's mean. */
export interface TransientDeviations {
  /** n x points, inflated by sqrt(m / (m - 1)) for a group of m, so that their variance is that of transients. */
  re: Float32Array;
  /** n x points. */
  im: Float32Array;
  /** [n, points]. */
  shape: readonly [number, number];
  /** n: the transient of each in the stack. */
  transient: Uint32Array;
}

/** How the transients of each condition differ from their mean; conditions with a single transient are left out. */
export function transientDeviations({ re, im, shape, labels }: SpectrumStack): TransientDeviations {
  const [n, points] = shape;
  const conditions = labels ? [...new Set(labels)].sort((a, b) => a - b) : [undefined];
  const groups = conditions
    .map((condition) => Array.from({ length: n }, (_, i) => i).filter((i) => labels?.[i] === condition))
    .filter((members) => members.length > 1);
  const transient = Uint32Array.from(groups.flat());
  const out = {
    re: new Float32Array(transient.length * points),
    im: new Float32Array(transient.length * points),
  };
  let row = 0;
  for (const members of groups) {
    const inflate = Math.sqrt(members.length / (members.length - 1));
    for (const [part, values] of [
      ["re", re],
      ["im", im],
    ] as const) {
      const mean = new Float64Array(points);
      for (const i of members)
        for (let k = 0; k < points; k++) mean[k] += values[i * points + k] / members.length;
      members.forEach((i, place) => {
        const at = (row + place) * points;
        for (let k = 0; k < points; k++) out[part][at + k] = inflate * (values[i * points + k] - mean[k]);
      });
    }
    row += members.length;
  }
  return { ...out, shape: [transient.length, points], transient };
}
