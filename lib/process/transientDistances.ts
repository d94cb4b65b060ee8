import type { FidStack } from "../signal/index.js";
import { median } from "./median.js";

/**
 * How far each transient lies from the others: the median, over all others, of the mean squared difference within the
 * first `used` samples (Osprey, op_robustSpecReg). A transient that is alone has 0.
 */
export function transientDistances(stack: FidStack, used: number): Float64Array {
  const [n, points] = stack.shape;
  const { re, im } = stack;
  const between = Array.from({ length: n }, () => new Float64Array(n));
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let t = 0, k = a * points, l = b * points; t < used; t++, k++, l++) {
        const [x, y] = [re[k] - re[l], im[k] - im[l]];
        sum += x * x + y * y;
      }
      between[a][b] = between[b][a] = sum / used;
    }
  }
  return Float64Array.from(between, (row, a) => (n < 2 ? 0 : median(row.filter((_, b) => b !== a))));
}
