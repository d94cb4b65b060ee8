/** Decay of Adam's running mean of the gradient. */
export const ADAM_BETA1 = 0.9;
/** Decay of Adam's running mean of the squared gradient. */
export const ADAM_BETA2 = 0.999;
/** Keeps Adam from dividing by zero. */
const ADAM_EPSILON = 1e-8;

/** The numbers of Adam that change from update to update. */
export interface AdamRates {
  beta1Power: number;
  beta2Power: number;
  /** For the form of Adam that adds it to the root of the uncorrected v. */
  epsilon: number;
}

/**
 * Adam's numbers for the update that follows `updates` others.
 *
 * Kingma and Ba 2015 (arXiv 1412.6980), algorithm 1: w -= rate * mHat / (sqrt(vHat) + epsilon) with
 * mHat = m / (1 - beta1^t) and vHat = v / (1 - beta2^t). TensorFlow computes
 * rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + e), the same when e is epsilon times
 * sqrt(1 - beta2^t); so do we on every engine.
 */
export function adamRates(updates: number): AdamRates {
  const t = updates + 1;
  const beta2Power = ADAM_BETA2 ** t;
  return { beta1Power: ADAM_BETA1 ** t, beta2Power, epsilon: ADAM_EPSILON * Math.sqrt(1 - beta2Power) };
}
