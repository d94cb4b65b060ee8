import { coilLayout, InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { coilWeights } from "./coilWeights.js";
import type { CoilWeights } from "./coilWeights.js";
import { waterCheck } from "./waterCheck.js";

/** A scan whose coils are combined, and its water with the same weights. */
export interface ScanCoilsCombined {
  stack: FidStack;
  water?: FidStack;
}

/**
 * The door for every scan as it is read: its receiver coils (dimension DIM_COIL) and those of its water reference are
 * combined by one set of complex weights (`coilWeights`), so that the ratio of metabolites to water stays what every
 * single coil received. Sensitivities come from the water reference where there is one, which is a thousand times
 * stronger, else from the scan. What has no coils comes back as it is.
 *
 * @throws InputError when the reference does not belong to the scan (`waterCheck`), or has not the same coils.
 */
export function scanCoilsCombine(scan: FidStack, reference?: FidStack): ScanCoilsCombined {
  if (reference !== undefined) waterCheck(reference, scan);
  const [stack, water] = [withoutSingle(scan), reference && withoutSingle(reference)];
  const coils = coilLayout(stack)?.coils;
  const ofWater = water && coilLayout(water)?.coils;
  if (water !== undefined && ofWater !== coils) {
    const said = (count: number | undefined): string =>
      count === undefined ? "coils that are combined already" : `${count} coils`;
    const expected = `${said(coils)}, as the scan: combined apart, the two have not the same units`;
    throw new InputError({ key: "water reference", value: said(ofWater), expected });
  }
  if (coils === undefined) return { stack, water };
  const weights = coilWeights(stack, water ?? stack);
  const { silent } = weights;
  const without = silent.length === 0 ? "" : `, nothing in ${silent.join(", ")} (from 0)`;
  const source = water === undefined ? "the scan itself" : "the water reference";
  const line = `coils: ${coils} combined, sensitivities from ${source}, noise covariance from the scan${without}`;
  return { stack: weighed(stack, weights, line), water: water && weighed(water, weights, line) };
}

/** One coil is as good as combined. */
function withoutSingle(stack: FidStack): FidStack {
  return coilLayout(stack)?.coils === 1 ? { ...stack, dimensions: withoutCoils(stack) } : stack;
}

function withoutCoils({ dimensions = [] }: FidStack): FidStack["dimensions"] {
  const left = dimensions.filter(({ tag }) => tag !== "DIM_COIL");
  return left.length > 0 ? left : undefined;
}

/** The weighted sum of the coils. */
function weighed(stack: FidStack, weights: CoilWeights, line: string): FidStack {
  const { coils, n, start } = coilLayout(stack)!;
  const points = stack.shape[1];
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const [rowRe, rowIm] = [new Float64Array(points), new Float64Array(points)];
  for (let i = 0; i < n; i++) {
    rowRe.fill(0);
    rowIm.fill(0);
    for (let c = 0; c < coils; c++) {
      const [a, b] = [weights.re[c], weights.im[c]];
      if (a === 0 && b === 0) continue;
      for (let t = 0, k = start(i, c); t < points; t++, k++) {
        rowRe[t] += a * stack.re[k] - b * stack.im[k];
        rowIm[t] += a * stack.im[k] + b * stack.re[k];
      }
    }
    re.set(rowRe, i * points);
    im.set(rowIm, i * points);
  }
  const { labels } = stack;
  return {
    ...stack,
    re,
    im,
    shape: [n, points],
    labels: labels && Uint8Array.from({ length: n }, (_, i) => labels[start(i, 0) / points]),
    dimensions: withoutCoils(stack),
    history: [...stack.history, line],
  };
}
