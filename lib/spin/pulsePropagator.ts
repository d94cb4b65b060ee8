import { complexMatrix } from "./complexMatrix.js";
import type { ComplexMatrix } from "./complexMatrix.js";
import { complexMultiply } from "./complexMultiply.js";
import type { PulseSteps } from "./pulseSteps.js";
import type { SpinHamiltonian } from "./spinHamiltonian.js";

/** Terms of the exponential series below this are left out. */
const NEGLIGIBLE = 1e-9;

/** Entries of a row that one pass takes together. */
const LANES = 4;

/**
 * What a shaped pulse about x does to a coupled part, U in the product basis of the frame that turns with
 * the pulse's carrier; shifts and couplings evolve meanwhile.
 *
 * H(t) = H0 + w(t) Fx is real, symmetric and nearly empty, so that a step's exponential is a Taylor
 * series of products with a handful of entries a row: cheaper than a diagonalisation of each step. As every
 * step's matrix is symmetric and the pulse the same backwards, the second half of it is the first half
 * transposed.
 *
 * @param hamiltonian - with 0 Hz at the carrier.
 */
export function pulsePropagator(hamiltonian: SpinHamiltonian, { step, strength }: PulseSteps): ComplexMatrix {
  const { size } = hamiltonian;
  const sparse = sparseRows(hamiltonian);
  // real and imaginary parts side by side: H, being real, does the same to both
  const width = 2 * size;
  const half = new Float64Array(size * width);
  for (let a = 0; a < size; a++) half[a * width + 2 * a] = 1;
  let term = new Float64Array(size * width);
  let next = new Float64Array(size * width);
  for (let n = 0; n < strength.length / 2; n++) {
    const values = sparse.still.map((value, k) => value + (strength[n] / 2) * sparse.turned[k]);
    term.set(half);
    for (let order = 1, largest = 1; largest > NEGLIGIBLE; order++) {
      product(sparse, values, step / order, term, next, width);
      largest = accumulate(half, next, order);
      [term, next] = [next, term];
    }
  }
  const first = complexMatrix(size);
  const last = complexMatrix(size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const [x, y] = [half[a * width + 2 * b], half[a * width + 2 * b + 1]];
      [first.re[a * size + b], first.im[a * size + b]] = [x, y];
      [last.re[b * size + a], last.im[b * size + a]] = [x, y];
    }
  }
  return complexMultiply(last, first);
}

interface SparseRows {
  size: number;
  /** Entries a row, the same for all: a multiple of LANES, filled up with zeros. */
  count: number;
  /** size x count columns. */
  columns: Uint32Array;
  /** H0 there. */
  still: Float64Array;
  /** 2 Fx there: 1 or 0. */
  turned: Float64Array;
}

function sparseRows({ size, diagonal, flips }: SpinHamiltonian): SparseRows {
  const rows = Array.from(diagonal, (value, a) => {
    const row: [number, number, number][] = [[a, value, 0]];
    for (let bit = 1; bit < size; bit <<= 1) row.push([a ^ bit, 0, 1]);
    return row;
  });
  flips.value.forEach((value, n) => {
    rows[flips.a[n]].push([flips.b[n], value, 0]);
    rows[flips.b[n]].push([flips.a[n], value, 0]);
  });
  const count = LANES * Math.ceil(Math.max(...rows.map((row) => row.length)) / LANES);
  const columns = new Uint32Array(size * count);
  const still = new Float64Array(size * count);
  const turned = new Float64Array(size * count);
  rows.forEach((row, a) => {
    columns.fill(a, a * count, (a + 1) * count);
    row.forEach(([column, value, x], k) => {
      columns[a * count + k] = column;
      still[a * count + k] = value;
      turned[a * count + k] = x;
    });
  });
  return { size, count, columns, still, turned };
}

/** out = factor H x, four entries of a row at a time, so that a row of `out` is written four times less. */
function product(
  { size, count, columns }: SparseRows,
  values: Float64Array,
  factor: number,
  x: Float64Array,
  out: Float64Array,
  width: number,
): void {
  for (let a = 0; a < size; a++) {
    const row = a * width;
    for (let k = a * count; k < (a + 1) * count; k += LANES) {
      let [p, q, r, s] = [columns[k], columns[k + 1], columns[k + 2], columns[k + 3]].map((c) => c * width);
      const [u, v, w, z] = [values[k], values[k + 1], values[k + 2], values[k + 3]].map((h) => h * factor);
      if (u === 0 && v === 0 && w === 0 && z === 0) continue;
      if (k === a * count) {
        for (let j = row; j < row + width; j++) out[j] = u * x[p++] + v * x[q++] + w * x[r++] + z * x[s++];
      } else {
        for (let j = row; j < row + width; j++) out[j] += u * x[p++] + v * x[q++] + w * x[r++] + z * x[s++];
      }
    }
  }
}

/** sum += (-i)^order term; the largest entry of the term. */
function accumulate(sum: Float64Array, term: Float64Array, order: number): number {
  const sign = order % 4 < 2 ? 1 : -1;
  let largest = 0;
  for (let k = 0; k < sum.length; k += 2) {
    const [x, y] = [term[k], term[k + 1]];
    if (order % 2 === 0) {
      sum[k] += sign * x;
      sum[k + 1] += sign * y;
    } else {
      sum[k] += sign * y;
      sum[k + 1] -= sign * x;
    }
    largest = Math.max(largest, x < 0 ? -x : x, y < 0 ? -y : y);
  }
  return largest;
}
