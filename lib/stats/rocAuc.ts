/**
 * Area under the receiver operating characteristic: the probability that a score drawn from `positives` is above one
 * drawn from `negatives`, ties counted half (Mann and Whitney's U over the number of pairs). 0.5 is chance.
 *
 * @throws RangeError where either is empty.
 */
export function rocAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const [n, m] = [positives.length, negatives.length];
  if (n === 0 || m === 0) throw new RangeError("scores of both kinds are needed");
  const [up, down] = [Float64Array.from(positives).sort(), Float64Array.from(negatives).sort()];
  let [below, equal, wins] = [0, 0, 0];
  for (const score of up) {
    while (below < m && down[below] < score) below++;
    equal = Math.max(equal, below);
    while (equal < m && down[equal] === score) equal++;
    wins += below + (equal - below) / 2;
  }
  return wins / (n * m);
}
