import type { VaeConfig } from "./vaeConfig.js";

/** The weight of the divergence at a point of training, in epochs: it rises from 0, linearly, and then stays. */
export function betaWarmup(
  { beta, betaWarmupEpochs }: Pick<VaeConfig, "beta" | "betaWarmupEpochs">,
  epoch: number,
): { beta: number } {
  return { beta: betaWarmupEpochs > 0 ? beta * Math.min(1, epoch / betaWarmupEpochs) : beta };
}
