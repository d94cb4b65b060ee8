/**
 * Area under the receiver operating characteristic: the chance that a score of the first group is above one of the
 * second, ties counting half (Hanley and McNeil, Radiology 1982, doi 10.1148/radiology.143.1.7063747).
 *
 * @throws RangeError where a group is empty.
 */
export function rocAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const pairs = positives.length * negatives.length;
  if (pairs === 0) {
    const sizes = `${positives.length} and ${negatives.length}`;
    throw new RangeError(`scores of both groups are needed, got ${sizes}`);
  }
  const sorted = Float64Array.from(negatives).sort();
  let wins = 0;
  for (let k = 0; k < positives.length; k++) {
    wins += (placesBelow(sorted, positives[k], false) + placesBelow(sorted, positives[k], true)) / 2;
  }
  return wins / pairs;
}

/** How many of the sorted values lie below a value, or at it as well. */
function placesBelow(sorted: Float64Array, value: number, orAt: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value || (orAt && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
