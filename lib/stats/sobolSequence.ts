/** Joe and Kuo's direction numbers (new-joe-kuo-6.21201): degree and coefficients of the polynomial, then m. */
const DIRECTIONS: readonly (readonly [degree: number, polynomial: number, m: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
];
const BITS = 32;

/** Dimensions that there are direction numbers for. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/**
 * Points of Sobol's sequence (USSR Comput Math Math Phys 1967;7:86) in the unit cube, in the order of Gray codes, with
 * the direction numbers of Joe and Kuo (SIAM J Sci Comput 2008;30:2635): they fill the cube more evenly than random
 * ones. The first 2^k points, and each next 2^k, have one point in every 2^k-th of every coordinate.
 *
 * @param options.first - the place in the sequence to begin at. @default 0, which is the corner of zeros
 * @param options.shift - one 32-bit whole number a dimension that all points' digits are combined with (a digital shift):
 * another sequence that is as even. @default zeros
 * @returns count x dimensions, in [0, 1).
 * @throws RangeError for more dimensions than `SOBOL_DIMENSIONS`, or a place beyond 2^32.
 */
export function sobolSequence(
  count: number,
  dimensions: number,
  { first = 0, shift }: { first?: number; shift?: ArrayLike<number> } = {},
): Float64Array {
  if (!(dimensions >= 1 && dimensions <= SOBOL_DIMENSIONS)) {
    throw new RangeError(`dimensions must be 1 to ${SOBOL_DIMENSIONS}, got ${dimensions}`);
  }
  if (first + count > 2 ** BITS) throw new RangeError(`the sequence ends at 2^32, got ${first + count}`);
  const points = new Float64Array(count * dimensions);
  for (let d = 0; d < dimensions; d++) {
    const numbers = directionNumbers(d);
    let state = shift === undefined ? 0 : shift[d] >>> 0;
    const gray = (first ^ (first >>> 1)) >>> 0;
    for (let bit = 0; bit < BITS; bit++) if ((gray >>> bit) & 1) state ^= numbers[bit];
    for (let k = 0; k < count; k++) {
      points[k * dimensions + d] = (state >>> 0) / 2 ** BITS;
      // The digit in which the next Gray code differs: the lowest zero of the place.
      state ^= numbers[trailingOnes(first + k)];
    }
  }
  return points;
}

function trailingOnes(place: number): number {
  let bit = 0;
  while ((place >>> bit) & 1) bit++;
  return Math.min(bit, BITS - 1);
}

/** v of each binary digit, the highest digit first in the word. */
function directionNumbers(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS);
  if (dimension === 0) {
    for (let k = 0; k < BITS; k++) numbers[k] = 2 ** (BITS - 1 - k);
    return numbers;
  }
  const [degree, polynomial, m] = DIRECTIONS[dimension - 1];
  for (let k = 0; k < BITS; k++) {
    if (k < degree) {
      numbers[k] = m[k] * 2 ** (BITS - 1 - k);
      continue;
    }
    let value = numbers[k - degree] ^ (numbers[k - degree] >>> degree);
    for (let j = 1; j < degree; j++) {
      if ((polynomial >>> (degree - 1 - j)) & 1) value ^= numbers[k - j];
    }
    numbers[k] = value >>> 0;
  }
  return numbers;
}
