type Complex = [re: number, im: number];

/** Steps for one eigenvalue after which it is taken as it stands; 10 are many, so that this is never seen. */
const PATIENCE = 200;
/** Every so often a shift out of the ordinary, for matrices on which the ordinary one goes round in circles. */
const OTHERWISE = 10;

/**
 * Eigenvalues of a general complex matrix A + iB: Hessenberg form by Givens rotations, then the QR algorithm with
 * Wilkinson's shift, one eigenvalue after the other (Golub and Van Loan 2013, sections 7.4 and 7.5). It always comes to
 * an end, which library routines for real matrices do not promise where many eigenvalues are alike.
 *
 * @param re - size x size, row-major.
 * @param im - size x size, row-major.
 */
export function complexEigenvalues(
  re: Float64Array,
  im: Float64Array,
  size: number,
): { re: Float64Array; im: Float64Array } {
  const x = Float64Array.from(re);
  const y = Float64Array.from(im);
  const at = (row: number, column: number): Complex => [x[row * size + column], y[row * size + column]];
  /** Rows p and p + 1 by [[conj a, conj b], [-b, a]], which turns (a, b) into (1, 0) when |a|^2 + |b|^2 is 1. */
  const rows = (p: number, [ar, ai]: Complex, [br, bi]: Complex, from: number, to: number): void => {
    for (let k = from; k < to; k++) {
      const [i, j] = [p * size + k, (p + 1) * size + k];
      const [ur, ui, vr, vi] = [x[i], y[i], x[j], y[j]];
      x[i] = ar * ur + ai * ui + br * vr + bi * vi;
      y[i] = ar * ui - ai * ur + br * vi - bi * vr;
      x[j] = -(br * ur - bi * ui) + ar * vr - ai * vi;
      y[j] = -(br * ui + bi * ur) + ar * vi + ai * vr;
    }
  };
  /** Columns p and p + 1 by the inverse of the same. */
  const columns = (p: number, [ar, ai]: Complex, [br, bi]: Complex, from: number, to: number): void => {
    for (let k = from; k < to; k++) {
      const i = k * size + p;
      const [ur, ui, vr, vi] = [x[i], y[i], x[i + 1], y[i + 1]];
      x[i] = ar * ur - ai * ui + br * vr - bi * vi;
      y[i] = ar * ui + ai * ur + br * vi + bi * vr;
      x[i + 1] = -(br * ur + bi * ui) + ar * vr + ai * vi;
      y[i + 1] = -(br * ui - bi * ur) + ar * vi - ai * vr;
    }
  };
  const rotation = ([ar, ai]: Complex, [br, bi]: Complex): [Complex, Complex] => {
    const length = Math.hypot(ar, ai, br, bi);
    return length === 0
      ? [
          [1, 0],
          [0, 0],
        ]
      : [
          [ar / length, ai / length],
          [br / length, bi / length],
        ];
  };

  for (let column = 0; column < size - 2; column++) {
    for (let row = size - 1; row > column + 1; row--) {
      const [a, b] = rotation(at(row - 1, column), at(row, column));
      rows(row - 1, a, b, 0, size);
      columns(row - 1, a, b, 0, size);
    }
  }
  let high = size - 1;
  let steps = 0;
  while (high > 0) {
    let low = high;
    while (low > 0) {
      const below = Math.hypot(...at(low, low - 1));
      const beside = Math.hypot(...at(low, low)) + Math.hypot(...at(low - 1, low - 1));
      if (below <= Number.EPSILON * beside) break;
      low--;
    }
    if (low === high || steps === PATIENCE) {
      high--;
      steps = 0;
      continue;
    }
    steps++;
    const [sr, si] = steps % OTHERWISE === 0 ? unusualShift() : wilkinsonShift();
    for (let k = low; k <= high; k++) {
      x[k * size + k] -= sr;
      y[k * size + k] -= si;
    }
    const turns: [Complex, Complex][] = [];
    for (let k = low; k < high; k++) {
      const turn = rotation(at(k, k), at(k + 1, k));
      rows(k, ...turn, k, high + 1);
      turns.push(turn);
    }
    turns.forEach((turn, t) => columns(low + t, ...turn, low, Math.min(low + t + 2, high + 1)));
    for (let k = low; k <= high; k++) {
      x[k * size + k] += sr;
      y[k * size + k] += si;
    }
  }
  const found = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) [found.re[k], found.im[k]] = at(k, k);
  return found;

  function unusualShift(): Complex {
    const [dr, di] = at(high, high);
    return [dr + Math.hypot(...at(high, high - 1)), di];
  }

  /** The eigenvalue of the last two rows and columns that is nearer to the last element. */
  function wilkinsonShift(): Complex {
    const [ar, ai] = at(high - 1, high - 1);
    const [dr, di] = at(high, high);
    const [br, bi] = at(high - 1, high);
    const [cr, ci] = at(high, high - 1);
    const [pr, pi] = [br * cr - bi * ci, br * ci + bi * cr];
    const [er, ei] = [(ar - dr) / 2, (ai - di) / 2];
    const [qr, qi] = squareRoot([er * er - ei * ei + pr, 2 * er * ei + pi]);
    const sign = er * qr + ei * qi < 0 ? -1 : 1;
    const [nr, ni] = [er + sign * qr, ei + sign * qi];
    const power = nr * nr + ni * ni;
    if (power === 0) return [dr, di];
    return [dr - (pr * nr + pi * ni) / power, di - (pi * nr - pr * ni) / power];
  }
}

function squareRoot([re, im]: Complex): Complex {
  const size = Math.hypot(re, im);
  const root = Math.sqrt((size + Math.abs(re)) / 2);
  if (root === 0) return [0, 0];
  return re >= 0 ? [root, im / (2 * root)] : [Math.abs(im) / (2 * root), im < 0 ? -root : root];
}
